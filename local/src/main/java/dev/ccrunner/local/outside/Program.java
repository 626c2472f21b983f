package dev.ccrunner.local.outside;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs a short command, in an environment built from nothing, and keeps what it printed. */
public record Program(Map<String, String> environment) {

  /**
   * @param output standard output
   * @param complaint the end of standard error
   */
  public record Said(int exitCode, String output, String complaint) {}

  private static final int KEPT = 400;

  public Said run(List<String> command, int seconds) throws IOException {
    var errors = Files.createTempFile("ccr-command", ".err");
    try {
      var builder =
          new ProcessBuilder(found(command))
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectError(errors.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      return await(builder.start(), errors, seconds);
    } finally {
      Files.deleteIfExists(errors);
    }
  }

  /** Java itself would look along our own PATH, not along that of the environment given. */
  private List<String> found(List<String> command) throws IOException {
    var name = command.getFirst();
    if (name.contains("/")) {
      return command;
    }
    for (var folder : environment.getOrDefault("PATH", "").split(":")) {
      var file = Path.of(folder, name);
      if (!folder.isBlank() && Files.isExecutable(file)) {
        var all = new ArrayList<>(command);
        all.set(0, file.toString());
        return all;
      }
    }
    throw new NoSuchFileException(name);
  }

  private static Said await(Process process, Path errors, int seconds) throws IOException {
    var output =
        new java.util.concurrent.FutureTask<>(() -> process.getInputStream().readAllBytes());
    Thread.ofVirtual().start(output);
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException("no answer within " + seconds + " s");
      }
      var text = new String(output.get(1, TimeUnit.SECONDS), StandardCharsets.UTF_8);
      var complaint = Files.readString(errors, StandardCharsets.ISO_8859_1).strip();
      var end = complaint.substring(Math.max(0, complaint.length() - KEPT));
      return new Said(process.exitValue(), text, end);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("its output could not be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
