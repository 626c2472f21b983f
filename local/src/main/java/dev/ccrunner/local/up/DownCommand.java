package dev.ccrunner.local.up;

import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops what {@code ccr up} started on a data folder. */
@Command(
    name = "down",
    description = {
      "Stop what `ccr up` started; running runs may finish first.",
      "Exit code 0 when nothing runs (any more), 1 when it has not stopped in time."
    },
    sortOptions = false)
public final class DownCommand implements Callable<Integer> {

  private static final int NOT_STOPPED = 1;

  @Option(names = "--data", paramLabel = "DIR", description = "As for `ccr up`.")
  private @Nullable Path data;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "How long to wait (default: ${DEFAULT-VALUE}).")
  private int timeout;

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    var place = Context.of(data).data();
    var console = Console.ofThisProcess();
    var process = Instance.running(place).flatMap(Instance::process);
    if (process.isEmpty()) {
      console.line("Nothing is running on " + place.root());
      return 0;
    }
    console.line(
        "Stopping process %d; running runs may finish first".formatted(process.get().pid()));
    process.get().destroy();
    try {
      process.get().onExit().get(timeout, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      console.line(
          "It still runs after %d s. Wait and ask again, or end it without waiting for its runs: kill -9 %d (its services then stop by themselves)."
              .formatted(timeout, process.get().pid()));
      return NOT_STOPPED;
    }
    console.line("Stopped. The data stays in " + place.root());
    return 0;
  }
}
