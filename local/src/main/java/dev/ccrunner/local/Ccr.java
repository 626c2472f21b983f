package dev.ccrunner.local;

import dev.ccrunner.embedded.EmbeddedStartFailed;
import dev.ccrunner.local.cluster.ClusterCommand;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.doctor.DoctorCommand;
import dev.ccrunner.local.secrets.RotateSecretsKeyCommand;
import dev.ccrunner.local.start.Logs;
import dev.ccrunner.local.up.DownCommand;
import dev.ccrunner.local.up.UpCommand;
import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./ccr}. */
@Command(
    name = "ccr",
    description = "Claude Code Runner on this machine.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      DoctorCommand.class,
      ClusterCommand.class,
      RotateSecretsKeyCommand.class,
      DemoModelCommand.class,
      ClaudeCodeCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Of the repository's own:",
      "  test        Everything CI checks.",
      "  bench       Measure, for example `ccr bench spine`.",
      "  chaos       Break a cluster at random and prove that nothing was lost.",
      "",
      "Settings (CCR_ANTHROPIC_API_KEY and others) come from the environment, or .env here or in the data folder."
    })
public final class Ccr {

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Ccr() {}

  public static void main(String[] args) {
    Logs.off();
    System.exit(run(args));
  }

  static int run(String... args) {
    var line = new CommandLine(new Ccr()).setCaseInsensitiveEnumValuesAllowed(true);
    line.getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().mixinStandardHelpOptions(true));
    line.setParameterExceptionHandler((e, _) -> usage(e));
    line.setExecutionExceptionHandler((e, command, _) -> failed(e, command.getErr()));
    if (args.length == 0) {
      line.usage(System.out);
      return USAGE;
    }
    return line.execute(args);
  }

  private static int usage(CommandLine.ParameterException e) {
    var name = e.getCommandLine().getCommandSpec().qualifiedName();
    var problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    e.getCommandLine().getErr().println("ccr: %s. Try: %s --help".formatted(problem, name));
    return USAGE;
  }

  /** One line for what a person can mend; where to look for what is our fault. */
  private static int failed(Exception e, PrintWriter err) {
    var known = known(e);
    if (known != null) {
      err.println("ccr: " + known.getMessage());
      return FAILED;
    }
    var deepest = deepest(e);
    if (deepest instanceof InterruptedException) {
      err.println("ccr: stopped while starting; nothing was left running");
      return FAILED;
    }
    err.println(
        "ccr: unexpected: %s: %s"
            .formatted(
                deepest.getClass().getSimpleName(),
                String.valueOf(deepest.getMessage()).lines().findFirst().orElse("")));
    var logs = System.getProperty("ccr.log.folder");
    if (logs != null) {
      org.slf4j.LoggerFactory.getLogger(Ccr.class).error("Could not go on", e);
      err.println("ccr: the whole story is in " + logs + "/runner.log");
    } else {
      Arrays.stream(e.getStackTrace()).limit(5).forEach(frame -> err.println("  at " + frame));
    }
    return FAILED;
  }

  private static @org.jspecify.annotations.Nullable Throwable known(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CannotContinue || cause instanceof EmbeddedStartFailed) {
        return cause;
      }
    }
    return null;
  }

  private static Throwable deepest(Throwable e) {
    var cause = e.getCause();
    return cause == null ? e : deepest(cause);
  }
}
