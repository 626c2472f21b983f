package dev.ccrunner.worker.git;

import dev.ccrunner.worker.job.ToolExit;
import dev.ccrunner.worker.process.ChildCommand;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.process.ProcessScope;
import dev.ccrunner.worker.process.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Runs git as the worker's own user, outside of any sandbox, in directories that no run sees. */
final class GitRunner {
  /** How soon a git that is not wanted any more is ended. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

  private final Path git;
  private final Path setpriv;
  private final ChildProcesses processes;

  /**
   * A runner of that program.
   *
   * @param setpriv lets git end with the worker, where there is one
   */
  GitRunner(Path git, Path setpriv, ChildProcesses processes) {
    this.git = git;
    this.setpriv = setpriv;
    this.processes = processes;
  }

  /**
   * One call of git.
   *
   * @param folder of the repository; another folder where there is to be none
   * @param environment all that it gets, but for PATH, HOME and GIT_DIR
   * @param home an empty directory, or the courier's bag
   * @param stdout takes what it prints; failing, it ends it
   */
  record Call(
      String name,
      Path folder,
      List<String> arguments,
      Map<String, String> environment,
      Path home,
      InputStream stdin,
      OutputStream stdout,
      Duration atMost,
      BooleanSupplier unless) {}

  /** Runs it to its end, one way or the other; nothing that it started is left then. */
  ToolExit run(Call call) throws IOException, InterruptedException {
    var argv = new ArrayList<String>();
    if (Files.isExecutable(setpriv)) {
      argv.addAll(List.of(setpriv.toString(), "--no-new-privs", "--pdeathsig", "KILL"));
    }
    argv.add(git.toString());
    argv.addAll(call.arguments());
    var scope = ProcessScope.marked("git-" + UUID.randomUUID());
    var environment = new HashMap<>(call.environment());
    environment.put("PATH", PATH);
    environment.put("HOME", call.home().toString());
    // Else git would look for a repository further up, where a broken one is, and may find one.
    environment.put("GIT_DIR", call.folder().toString());
    environment.put(ProcessScope.MARKER, scope.marker());
    var command = new ChildCommand(call.name(), argv, environment, call.folder(), scope);
    try (var program = processes.start(command, call.stdin(), call.stdout())) {
      return awaitEnd(call, program);
    } catch (LaunchFailed e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static ToolExit awaitEnd(Call call, Program program)
      throws IOException, InterruptedException {
    long looks = Math.max(1, call.atMost().dividedBy(LOOK));
    for (long look = 0; look < looks; look++) {
      var exit = program.awaitExit(LOOK);
      if (exit.isPresent()) {
        return new ToolExit(ToolExit.End.ITSELF, exit.get().code(), exit.get().stderrTail());
      }
      if (call.unless().getAsBoolean()) {
        return new ToolExit(ToolExit.End.UNWANTED, -1, "");
      }
    }
    return new ToolExit(ToolExit.End.TIME_UP, -1, "");
  }
}
