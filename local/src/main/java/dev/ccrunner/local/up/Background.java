package dev.ccrunner.local.up;

import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Ambient;
import dev.ccrunner.local.settings.Context;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@code ccr up} as a process of its own, and waits with its user until it is ready. */
final class Background {

  private static final String MAIN = "dev.ccrunner.local.Ccr";
  private static final int POLL_MILLIS = 100;

  private final Context context;
  private final Console console;

  Background(Context context, Console console) {
    this.context = context;
    this.console = console;
  }

  int start(UpOptions options) throws IOException, InterruptedException {
    if (Instance.running(context.data()).isPresent()) {
      throw InstanceLock.alreadyRunning(context.data());
    }
    var log = context.data().console();
    Files.deleteIfExists(log);
    Files.createFile(log);
    var process = launch(options, log);
    // Whoever gives up waiting gives up the start as well.
    var giveUp = new Thread(process::destroy, "give-up");
    Runtime.getRuntime().addShutdownHook(giveUp);
    var shown = 0;
    while (true) {
      var ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      // Asked before the log is read: what is printed before readiness is then shown for certain.
      var ready = isReady(process.pid());
      shown = showNewLines(log, shown, ended || ready);
      if (ended) {
        console.line("It could not be started; all it said is in " + log);
        return process.exitValue() == 0 ? 1 : process.exitValue();
      }
      if (ready && blockIsPrinted(log)) {
        showNewLines(log, shown, true);
        Runtime.getRuntime().removeShutdownHook(giveUp);
        return 0;
      }
    }
  }

  private Process launch(UpOptions options, Path log) throws IOException {
    var builder =
        new ProcessBuilder(command(options))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(Ambient.forOurselves(context.environment()));
    return builder.start();
  }

  private List<String> command(UpOptions options) {
    var command = new ArrayList<String>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.matches("-X.*|--.*|-D(stdout|stderr)\\.encoding=.*"))
            .toList());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(List.of("up", "--in-background", "--data", context.data().root().toString()));
    command.addAll(List.of("--host", options.host(), "--port", Integer.toString(options.port())));
    command.addAll(List.of("--workers", Integer.toString(options.slots())));
    return command;
  }

  private boolean isReady(long pid) {
    return Instance.recorded(context.data())
        .filter(instance -> instance.ready() && instance.pid() == pid)
        .isPresent();
  }

  private static boolean blockIsPrinted(Path log) throws IOException {
    return Files.readString(log).contains("Stop it with");
  }

  /** Whole lines only, unless it is the end. */
  private int showNewLines(Path log, int shown, boolean end) throws IOException {
    var text = Files.readString(log);
    var upTo = end ? text.length() : text.lastIndexOf('\n') + 1;
    if (upTo <= shown) {
      return shown;
    }
    text.substring(shown, upTo).lines().forEach(console::line);
    return upTo;
  }
}
