package dev.ccrunner.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One service's process, or any other that must not outlive this JVM: in an environment built from
 * nothing, in a process group of its own (Ctrl-C in a terminal goes to the whole group; the
 * services must outlive the draining of those who use them), recorded beside its data, and with a
 * watchdog that stops it should this JVM die without a word.
 */
public final class ChildProcess {

  private static final Duration POLL = Duration.ofMillis(10);
  private static final int SHOWN_LINES = 5;

  /** How long the watchdog gives what it told to stop. */
  private static final Duration WATCHDOG_GRACE = Duration.ofSeconds(20);

  private final Process process;
  private final Path folder;
  private final Path console;

  private ChildProcess(Process process, Path folder, Path console) {
    this.process = process;
    this.folder = folder;
    this.console = console;
  }

  static ChildProcess launch(List<String> command, Path folder, StopSignal stopSignal)
      throws IOException {
    return launch(command, folder, Map.of(), stopSignal);
  }

  /**
   * Starts it, with what it prints in {@code console.log} of the folder.
   *
   * @param command contains the folder, so that {@link #stopLeftover} recognises the process
   * @param environment besides PATH, HOME, TZ and LC_ALL; the only way for secrets
   * @param stopSignal what the watchdog ends it with; some seconds later it is killed
   */
  public static ChildProcess launch(
      List<String> command, Path folder, Map<String, String> environment, StopSignal stopSignal)
      throws IOException {
    var console = folder.resolve("console.log");
    var builder = prepared(inOwnGroup(command), folder);
    builder.environment().putAll(environment);
    var process =
        builder
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    try {
      ProcessRecord.write(folder, process.toHandle());
      watch(process, folder, stopSignal);
      return new ChildProcess(process, folder, console);
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Ends what a killed JVM left running in this folder. */
  public static void stopLeftover(Path folder) throws IOException {
    var _ = ProcessRecord.stopLeftover(folder);
  }

  /** Runs a short command to its end. */
  static void run(List<String> command, Path folder, Duration within)
      throws IOException, InterruptedException {
    var console = folder.resolve("console.log");
    var process =
        prepared(inOwnGroup(command), folder)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    try {
      if (process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS) && process.exitValue() == 0) {
        return;
      }
    } finally {
      ProcessTree.of(process.toHandle()).kill();
    }
    throw new IOException(
        "%s did not succeed: %s".formatted(command.getFirst(), lastLines(console)));
  }

  /**
   * Returns once the condition holds; fails if the process ends first, or does not get there in
   * time.
   */
  public void awaitReady(String title, BooleanSupplier ready, Duration within)
      throws InterruptedException {
    var start = System.nanoTime();
    while (!ready.getAsBoolean()) {
      if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new EmbeddedStartFailed(
            "%s ended while starting (exit code %d): %s. See the logs in %s."
                .formatted(title, process.exitValue(), lastLines(console), folder));
      }
      if (System.nanoTime() - start > within.toNanos()) {
        throw new EmbeddedStartFailed(
            "%s was not ready within %d s. See the logs in %s, or allow more time."
                .formatted(title, within.toSeconds(), folder));
      }
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public void stop(StopSignal signal, Duration within) {
    ProcessTree.of(process.toHandle()).stop(signal, within);
    forget();
  }

  /** It alone, without a goodbye; what it had started is left to itself, as after a crash. */
  public void crash() {
    process.destroyForcibly();
    ProcessTree.awaitEnd(process.toHandle());
    forget();
  }

  /** As if the machine had lost it and all it started: no goodbye. */
  public void kill() {
    ProcessTree.of(process.toHandle()).kill();
    forget();
  }

  private void forget() {
    try {
      ProcessRecord.forget(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder prepared(List<String> command, Path folder) {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    var path = System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder;
  }

  /**
   * Java cannot ask for a process group. setsid comes with every Linux, perl with macOS; without
   * both, Ctrl-C reaches the services too.
   */
  private static List<String> inOwnGroup(List<String> command) {
    var all = new ArrayList<String>();
    if (isInstalled("setsid")) {
      all.add("setsid");
    } else if (isInstalled("perl")) {
      all.addAll(
          List.of(
              "perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV or die", "--"));
    }
    all.addAll(command);
    return all;
  }

  static boolean isInstalled(String program) {
    return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /**
   * A shell that waits for a line from us. The end of the stream instead of a line means that this
   * JVM is gone; then it stops the service, and kills it if that takes too long. It gets its line
   * when the service ends, so it never signals a stranger with a reused id.
   */
  private static void watch(Process process, Path folder, StopSignal signal) throws IOException {
    var script =
        """
        trap '' INT HUP TERM
        read -r ended && exit
        kill -s "$1" "$2"
        while [ "$3" -gt 0 ] && kill -0 "$2"; do sleep 1; set -- "$1" "$2" $(($3 - 1)); done
        kill -9 "$2"
        """;
    var command =
        List.of(
            "/bin/sh",
            "-c",
            script,
            "watchdog",
            signal.shellName(),
            Long.toString(process.pid()),
            Long.toString(WATCHDOG_GRACE.toSeconds()));
    var watchdog =
        prepared(inOwnGroup(command), folder)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var _ =
        process
            .onExit()
            .thenRun(() -> {
              try (var line = watchdog.getOutputStream()) {
                line.write('\n');
              } catch (IOException _) {
                // Somebody ended the watchdog; there is nothing left to watch anyway.
              }
            });
  }

  private static String lastLines(Path console) {
    try {
      var lines =
          Files.readString(console, StandardCharsets.ISO_8859_1)
              .lines()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty()
          ? "it said nothing"
          : String.join(
              " | ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
