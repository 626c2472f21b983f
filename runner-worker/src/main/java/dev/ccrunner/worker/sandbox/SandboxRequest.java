package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.process.ProcessScope;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A program to run in the sandbox.
 *
 * @param run names its processes; unique while any of them may live
 * @param user whom it runs as
 * @param host the host's side of its directories
 * @param argv the program as {@link Sandbox#inside} names it, and its arguments
 * @param environment everything it gets, but for the run's marker, which is added
 * @param folder where it starts, relative to the workspace; empty: there
 * @param part what it is in the run
 * @param binds what it finds beside the run's directories
 */
public record SandboxRequest(
    String run,
    RunUser user,
    SandboxPaths host,
    List<String> argv,
    Map<String, String> environment,
    String folder,
    Part part,
    List<Bind> binds) {

  /** Who a program is. */
  public enum Part {
    /** Claude Code: it finds its binary and the broker's socket, and its end is the run's. */
    AGENT,
    /** A program of ours beside or after it: it finds neither, and its end ends nobody else. */
    TOOL,
    /** A tool that also reads and writes what the modes of the run's own files forbid. */
    ARCHIVER
  }

  public SandboxRequest {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    binds = List.copyOf(binds);
  }

  /** Claude Code, in the workspace itself. */
  public SandboxRequest(
      String run,
      RunUser user,
      SandboxPaths host,
      List<String> argv,
      Map<String, String> environment) {
    this(run, user, host, argv, environment, "", Part.AGENT, List.of());
  }

  /**
   * How to find all that it starts. Only of the agent by the run's user: all processes of that user
   * end with it.
   */
  ProcessScope scope(boolean pidNamespace) {
    return new ProcessScope(
        run, part == Part.AGENT ? user.uid() : OptionalInt.empty(), pidNamespace);
  }

  /** The environment holds tokens: it stays out of every log line. */
  @Override
  public String toString() {
    return "SandboxRequest[" + run + ", " + user + ", " + argv + "]";
  }
}
