package dev.ccrunner.testkit.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A repository that somebody else has: a folder to work in, and the bare one that is served. */
public final class Origin {
  private final Path work;
  private final Path bare;

  private Origin(Path work, Path bare) {
    this.work = work;
    this.bare = bare;
  }

  /** With one commit of one file on its branch {@code main}. */
  public static Origin in(Path served, String name) throws Exception {
    return in(served, name, "sha1");
  }

  public static Origin in(Path served, String name, String format) throws Exception {
    var work = Files.createDirectories(served.resolve("../work-" + name).normalize());
    git(work, "init", "-q", "-b", "main", "--object-format=" + format);
    var bare = served.resolve(name + ".git");
    git(served, "init", "-q", "--bare", "-b", "main", "--object-format=" + format, bare.toString());
    git(bare, "config", "uploadpack.allowFilter", "true");
    var origin = new Origin(work, bare);
    origin.write("README", "hello\n").commit("first");
    return origin;
  }

  public Path bare() {
    return bare;
  }

  public Path work() {
    return work;
  }

  public Origin write(String file, String content) throws IOException {
    var path = work.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    return this;
  }

  /** All that is there, on the branch that is checked out; returns the commit. */
  public String commit(String message) throws Exception {
    git(work, "add", "-A");
    git(work, "commit", "-q", "--allow-empty", "-m", message);
    publish();
    return head();
  }

  public String head() throws Exception {
    return git(work, "rev-parse", "HEAD");
  }

  public Origin branch(String name) throws Exception {
    git(work, "checkout", "-q", "-B", name);
    return this;
  }

  public Origin git(String... arguments) throws Exception {
    git(work, arguments);
    return this;
  }

  public Origin publish() throws Exception {
    git(work, "push", "-q", "--force", "--all", bare.toString());
    git(work, "push", "-q", "--force", "--tags", bare.toString());
    return this;
  }

  /** Runs git with an environment made from nothing; returns what it prints, without the end. */
  public static String git(Path folder, String... arguments) throws Exception {
    var argv = new ArrayList<>(List.of("/usr/bin/git"));
    argv.addAll(
        List.of(
            "-c", "protocol.file.allow=always",
            "-c", "core.hooksPath=/dev/null",
            "-c", "core.protectNTFS=false",
            "-c", "safe.directory=*",
            "-c", "gc.auto=0"));
    argv.addAll(Arrays.asList(arguments));
    var builder = new ProcessBuilder(argv).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", "/nonexistent");
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    for (var who : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + who + "_NAME", "Anna");
      builder.environment().put("GIT_" + who + "_EMAIL", "anna@example.org");
      builder.environment().put("GIT_" + who + "_DATE", "2026-11-01T12:00:00Z");
    }
    var process = builder.start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", Arrays.toString(arguments), said).isZero();
    return said.strip();
  }
}
