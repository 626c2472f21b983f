package dev.ccrunner.chaos;

import dev.ccrunner.local.start.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Progress goes to standard error, the JSON line to standard output. */
@Command(
    name = "chaos",
    description = {
      "Breaks a cluster at random while clients use it, then checks that nothing was lost,",
      "done twice or left behind. Ends with 0 only if all is well."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Chaos implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--minutes",
      paramLabel = "M",
      defaultValue = "2",
      description = "How long (default: ${DEFAULT-VALUE}), besides starting and checking.")
  private int minutes;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Decides what is done, and when (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "1.5",
      description = "Runs submitted in a second (default: ${DEFAULT-VALUE}).")
  private double perSecond;

  @Option(
      names = "--claude",
      paramLabel = "FILE",
      defaultValue = "${env:CCR_CLAUDE_BIN}",
      description =
          "The real Claude Code, for one of the workers (default: CCR_CLAUDE_BIN); it talks to a demo model.")
  private @Nullable Path claude;

  @Option(names = "--keep", description = "Keeps the data folder, with all logs.")
  private boolean keep;

  Chaos() {}

  /** Ends with 1 when an invariant is broken. */
  public static void main(String[] args) {
    Logs.off(); // standard output is for the result
    System.exit(new CommandLine(new Chaos()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    var command = spec().commandLine();
    if (minutes < 1 || perSecond <= 0) {
      throw new ParameterException(
          command,
          "--minutes and --rate: expected more than 0, found %d and %s"
              .formatted(minutes, perSecond));
    }
    if (claude != null && !Files.isExecutable(claude)) {
      throw new ParameterException(
          command, "--claude: expected an executable file, found " + claude);
    }
    var folder = Files.createTempDirectory("ccr-chaos-");
    var narrator = new Narrator(command.getErr());
    narrator.tell("the data is in %s%s", folder, keep ? "" : " until the end");
    try {
      var report =
          new ChaosRun(
                  folder,
                  seed,
                  minutes,
                  perSecond,
                  Optional.ofNullable(claude),
                  narrator,
                  Clock.systemUTC())
              .run();
      command.getOut().println(report.jsonLine());
      command.getOut().flush();
      return report.good() ? 0 : 1;
    } finally {
      if (!keep) {
        delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws java.io.IOException {
    try (var paths = Files.walk(folder)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("Expected picocli to have set the command's spec");
    }
    return spec;
  }
}
