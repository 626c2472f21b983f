package dev.ccrunner.worker.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What a test lets a worker fetch: little, soon, and in a private network of these hosts only. */
public final class TestGitSettings {
  private final List<String> hosts;
  private boolean http = true;
  private List<Integer> ports = List.of(80, 443);
  private @Nullable Path caFile;
  private DataSize maxSize = DataSize.ofMegabytes(200);
  private Duration timeout = Duration.ofSeconds(60);
  private Duration stall = Duration.ofSeconds(20);

  private TestGitSettings(List<String> hosts) {
    this.hosts = hosts;
  }

  public static TestGitSettings asking(List<String> hosts) {
    return new TestGitSettings(hosts);
  }

  TestGitSettings encryptedOnly() {
    http = false;
    return this;
  }

  TestGitSettings ports(Integer... others) {
    ports = List.of(others);
    return this;
  }

  TestGitSettings trusting(@Nullable Path certificates) {
    caFile = certificates;
    return this;
  }

  TestGitSettings within(DataSize size, Duration whole, Duration quiet) {
    maxSize = size;
    timeout = whole;
    stall = quiet;
    return this;
  }

  public GitSettings build() {
    return new GitSettings(
        Path.of("/usr/bin/git"),
        Path.of("/usr/bin/ssh"),
        http,
        ports,
        hosts,
        caFile,
        maxSize,
        DataSize.ofMegabytes(200),
        100_000,
        5,
        timeout,
        stall,
        2,
        null,
        DataSize.ofGigabytes(1),
        Duration.ofDays(7));
  }
}
