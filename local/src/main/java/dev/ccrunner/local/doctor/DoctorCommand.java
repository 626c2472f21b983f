package dev.ccrunner.local.doctor;

import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks, and prints a line for each thing; changes nothing. */
@Command(
    name = "doctor",
    description = {
      "Look at this machine: what works, what does not, what to do about it.",
      "Exit code 1 when something keeps `ccr up` from working."
    },
    sortOptions = false)
public final class DoctorCommand implements Callable<Integer> {

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "As for `ccr up`.")
  private int port;

  @Option(names = "--data", paramLabel = "DIR", description = "As for `ccr up`.")
  private @Nullable Path data;

  @Override
  public Integer call() {
    var findings = new Doctor(Context.of(data), port).look(Console.ofThisProcess());
    return findings.stream().anyMatch(finding -> finding.mark() == Finding.Mark.BROKEN) ? 1 : 0;
  }
}
