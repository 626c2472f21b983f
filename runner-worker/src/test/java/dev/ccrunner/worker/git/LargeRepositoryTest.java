package dev.ccrunner.worker.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.testkit.git.Origin;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The second clone of a large repository takes seconds: nothing comes from the network again. */
class LargeRepositoryTest extends CloneContract {
  private static final Logger log = LoggerFactory.getLogger(LargeRepositoryTest.class);
  private static final int FILES = 50_000;

  @Test
  void fiftyThousandFiles() throws Exception {
    var origin = Origin.in(served, "large");
    var script = data.resolve("import");
    try (var out = Files.newBufferedWriter(script)) {
      write(out);
    }
    Origin.git(
        origin.bare(), "-c", "alias.fi=!git fast-import --quiet --force < '" + script + "'", "fi");
    var repositories = repositories(settings());

    var first = job();
    long begun = System.nanoTime();
    var cloned = repositories.cloneInto(first, source(server.url("large")), null, () -> false);
    var firstTook = Duration.ofNanos(System.nanoTime() - begun);
    first.directory().close();

    var second = job();
    begun = System.nanoTime();
    var again = repositories.cloneInto(second, source(server.url("large")), null, () -> false);
    var secondTook = Duration.ofNanos(System.nanoTime() - begun);

    log.info(
        "{} files: {} ms at first, {} ms the second time",
        FILES,
        firstTook.toMillis(),
        secondTook.toMillis());
    assertThat(cloned.files()).isEqualTo(FILES);
    assertThat(again.known()).isTrue();
    assertThat(git(second, "status", "--porcelain")).isEmpty();
    assertThat(second.workspace().resolve("d49/d9/f99.txt")).exists();
    // Far more than it needs, for machines that have other things to do.
    assertThat(secondTook).isLessThan(Duration.ofSeconds(60));
  }

  private static void write(BufferedWriter out) throws Exception {
    out.write("commit refs/heads/main\ncommitter Anna <anna@example.org> 1761998400 +0000\n");
    out.write("data 5\nlarge\ndeleteall\n");
    for (int i = 0; i < FILES; i++) {
      var content = ("line of file " + i + "\n").repeat(20);
      out.write("M 100644 inline d%d/d%d/f%d.txt\n".formatted(i / 1000, i / 100 % 10, i % 100));
      out.write("data " + content.length() + "\n" + content + "\n");
    }
    out.write("\ndone\n");
  }
}
