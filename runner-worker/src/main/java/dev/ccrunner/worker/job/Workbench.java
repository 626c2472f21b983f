package dev.ccrunner.worker.job;

import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.process.Program;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxPaths;
import dev.ccrunner.worker.sandbox.SandboxRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Runs programs of ours on one job's directories, in the same sandbox and as the same user as
 * Claude Code: what a run left in its workspace can then do no more to them than to Claude Code.
 * May be used by several threads, also while Claude Code runs.
 */
public final class Workbench {
  /** How soon a program that is not wanted any more is ended. */
  private static final Duration LOOK = Duration.ofMillis(50);

  private final String job;
  private final RunUser user;
  private final SandboxPaths host;
  private final Sandbox sandbox;
  private final ChildProcesses processes;
  private final String path;
  private final BooleanSupplier leaseLost;
  private final AtomicInteger started = new AtomicInteger();

  /**
   * A bench for one job.
   *
   * @param job its name
   * @param path the PATH of its programs
   * @param leaseLost true ends every program, and lets none be started
   */
  public Workbench(
      String job,
      RunUser user,
      SandboxPaths host,
      Sandbox sandbox,
      ChildProcesses processes,
      String path,
      BooleanSupplier leaseLost) {
    this.job = job;
    this.user = user;
    this.host = host;
    this.sandbox = sandbox;
    this.processes = processes;
    this.path = path;
    this.leaseLost = leaseLost;
  }

  /**
   * Runs it to its end, one way or the other; nothing that it started is left then.
   *
   * @throws IOException when its input could not be read, its output not be taken, or it not be
   *     started
   */
  public ToolExit run(Tool tool) throws IOException, InterruptedException {
    return run(tool, SandboxRequest.Part.TOOL);
  }

  /**
   * The same for a program that is to reach all files of the run, also those whose modes forbid it.
   * A sandbox that hides nothing cannot allow that.
   */
  public ToolExit runOnAllFiles(Tool tool) throws IOException, InterruptedException {
    return run(tool, SandboxRequest.Part.ARCHIVER);
  }

  private ToolExit run(Tool tool, SandboxRequest.Part part)
      throws IOException, InterruptedException {
    if (unwanted(tool)) {
      return new ToolExit(ToolExit.End.UNWANTED, -1, "");
    }
    try (var program = start(tool, part)) {
      return awaitEnd(tool, program);
    }
  }

  private Program start(Tool tool, SandboxRequest.Part part) throws IOException {
    var request =
        new SandboxRequest(
            "%s-%s-%d".formatted(job, tool.name(), started.incrementAndGet()),
            user,
            host,
            tool.argv(),
            environment(tool),
            tool.folder(),
            part,
            tool.binds());
    try {
      return processes.start(sandbox.wrap(request), tool.stdin(), tool.stdout());
    } catch (LaunchFailed e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Map<String, String> environment(Tool tool) {
    var inside = sandbox.inside(host);
    var environment = new HashMap<String, String>();
    environment.put("HOME", inside.home().toString());
    environment.put("PATH", path);
    environment.put("LANG", "C.UTF-8");
    environment.put("TMPDIR", inside.temporary().toString());
    environment.putAll(tool.environment());
    return environment;
  }

  private ToolExit awaitEnd(Tool tool, Program program) throws IOException, InterruptedException {
    long looks = Math.max(1, tool.atMost().dividedBy(LOOK));
    for (long look = 0; look < looks; look++) {
      var exit = program.awaitExit(LOOK);
      if (exit.isPresent()) {
        return new ToolExit(ToolExit.End.ITSELF, exit.get().code(), exit.get().stderrTail());
      }
      if (unwanted(tool)) {
        return new ToolExit(ToolExit.End.UNWANTED, -1, "");
      }
    }
    return new ToolExit(ToolExit.End.TIME_UP, -1, "");
  }

  private boolean unwanted(Tool tool) {
    return leaseLost.getAsBoolean() || tool.unless().getAsBoolean();
  }
}
