package dev.ccrunner.worker.registration;

import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.ChildCommand;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.process.ProcessScope;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;

/** Asks a Claude Code binary for its version. */
final class ClaudeVersion {
  private static final Duration ENOUGH = Duration.ofSeconds(20);

  private ClaudeVersion() {}

  /**
   * The version, for example {@code 2.1.330}.
   *
   * @throws IllegalStateException when the binary does not say one: no run could be carried out
   *     with it
   */
  static String ask(ChildProcesses processes, Path binary, Path directory) {
    var said = new AtomicReference<>("");
    var command =
        new ChildCommand(
            "claude-version",
            List.of(binary.toString(), "--version"),
            Map.of("HOME", directory.toString(), "PATH", "/usr/bin:/bin"),
            directory,
            new ProcessScope("claude-version", OptionalInt.empty(), false));
    try (Child child =
        processes.launch(
            command,
            line -> said.compareAndSet("", new String(line, StandardCharsets.UTF_8).strip()))) {
      child.closeInput();
      var exit = child.awaitExit(ENOUGH);
      var version = Objects.requireNonNullElse(said.get(), "");
      if (exit.isEmpty() || exit.get().code() != 0 || version.isEmpty()) {
        throw new IllegalStateException(
            "Expected %s --version to print a version, but it printed \"%s\" and ended with %s"
                .formatted(
                    binary,
                    version,
                    exit.map(e -> "code " + e.code()).orElse("nothing within " + ENOUGH)));
      }
      return version.split(" ", 2)[0];
    } catch (LaunchFailed e) {
      throw new IllegalStateException(
          "Expected ccr.worker.claude-bin to name an executable Claude Code, but %s could not be started"
              .formatted(binary),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for the version of Claude Code", e);
    }
  }
}
