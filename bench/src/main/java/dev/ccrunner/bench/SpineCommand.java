package dev.ccrunner.bench;

import dev.ccrunner.bench.report.Progress;
import dev.ccrunner.bench.report.Report;
import dev.ccrunner.bench.spine.Scale;
import dev.ccrunner.bench.spine.Spine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Progress goes to standard error, the JSON line and the table to standard output. */
@Command(
    name = "spine",
    description = "From a submitted prompt to its events at a client.",
    mixinStandardHelpOptions = true)
final class SpineCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--quick",
      description = "Tiny counts: shows that the measurement works, and measures nothing.")
  private boolean quick;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Only these parts: ${COMPLETION-CANDIDATES}")
  private Set<Spine.Part> only = Set.of(Spine.Part.values());

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes what standard output gets to a file as well.")
  private @Nullable Path out;

  @Option(
      names = "--claude",
      paramLabel = "FILE",
      defaultValue = "${env:CCR_CLAUDE_BIN}",
      description =
          "The Claude Code binary; default: CCR_CLAUDE_BIN. Without one its figures are left out.")
  private @Nullable Path claude;

  @Override
  public Integer call() throws Exception {
    if (claude != null && !Files.isExecutable(claude)) {
      throw new ParameterException(
          spec().commandLine(), "--claude: expected an executable file, found " + claude);
    }
    var progress = new Progress(spec().commandLine().getErr());
    var scale = quick ? Scale.quick() : Scale.full();
    var report =
        new Spine(scale, only, Optional.ofNullable(claude), progress, Clock.systemUTC()).measure();
    print(report);
    return report.isComplete() ? 0 : 1;
  }

  private void print(Report report) throws IOException {
    var text = report.jsonLine() + "\n\n" + report.markdown();
    PrintWriter stdout = spec().commandLine().getOut();
    stdout.print(text);
    stdout.flush();
    if (out != null) {
      Files.writeString(out, text);
    }
  }

  private CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("Expected picocli to have set the command's spec");
    }
    return spec;
  }
}
