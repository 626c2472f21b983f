package dev.ccrunner.bench;

import dev.ccrunner.local.start.Logs;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ccr bench}: measurements, each as a ratio to something measured in the same run. */
@Command(
    name = "bench",
    description = "Measures this installation on this machine.",
    mixinStandardHelpOptions = true,
    subcommands = SpineCommand.class)
public final class Bench {

  Bench() {}

  /** Ends with 0 when everything could be measured, whether or not the aims were met. */
  public static void main(String[] args) {
    Logs.off(); // standard output is for the figures
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
