package dev.ccrunner.local.up;

import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import dev.ccrunner.local.start.Logs;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything here, and stays until it is told to stop. */
@Command(
    name = "up",
    description = "Start everything on this machine: gateway, worker and the services they need.",
    sortOptions = false)
public final class UpCommand implements Callable<Integer> {

  private static final int STOP_FAILED = 1;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port of the HTTP API (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on; 0.0.0.0 opens it to the network (default: ${DEFAULT-VALUE}).")
  private String host = "";

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder everything is kept in (default: CCR_DATA, else claude-code-runner in"
              + " XDG_DATA_HOME or ~/.local/share).")
  private @Nullable Path data;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Runs at once: slots of the one worker in this process (default: ${DEFAULT-VALUE})."
              + " Several workers are what `ccr cluster` is for.")
  private int slots;

  @Option(names = "--detach", description = "Return when everything is ready; `ccr down` stops it.")
  private boolean detach;

  @Option(names = "--in-background", hidden = true)
  private boolean inBackground;

  @Override
  public Integer call() throws Exception {
    requireBetween("--port", port, 1, 65_535);
    requireBetween("--workers", slots, 1, 1_000);
    var context = Context.of(data);
    context.data().prepare();
    var options = new UpOptions(host, port, slots);
    if (detach) {
      return new Background(context, Console.ofThisProcess()).start(options);
    }
    return stay(context, options);
  }

  private int stay(Context context, UpOptions options) throws Exception {
    Logs.toFolder(context.data().logs());
    var console = Console.ofThisProcess();
    var starter = Thread.currentThread();
    var ready = new AtomicBoolean();
    var signals =
        StopSignals.listen(() -> {
          console.line("Stopping: running runs may finish first (once more ends everything now)");
          if (!ready.get()) {
            starter.interrupt();
          }
        });
    var running = LocalMode.start(context, options, console, signals::received);
    ready.set(true);
    console.line(
        running.block().text(inBackground ? "Stop it with ./ccr down" : "Stop it with Ctrl-C"));
    signals.await();
    // A signal may have come between the last step and here.
    var _ = Thread.interrupted();
    try {
      running.mode().close();
    } catch (RuntimeException e) {
      console.line(e.getMessage() + ". See " + context.data().logs());
      return STOP_FAILED;
    }
    console.line("Stopped. The data stays in " + context.data().root());
    return 0;
  }

  private static void requireBetween(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new CannotContinue(
          "%s: expected %d to %d, found %d.".formatted(name, least, most, value));
    }
  }
}
