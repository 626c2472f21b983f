package dev.ccrunner.worker.sandbox;

import java.util.List;
import java.util.Map;

/**
 * A program to run in the sandbox.
 *
 * @param run names the run's processes; unique while any of them may live
 * @param user whom it runs as
 * @param host the host's side of its directories
 * @param argv the program as {@link Sandbox#inside} names it, and its arguments
 * @param environment everything it gets, but for the run's marker, which is added
 */
public record SandboxRequest(
    String run,
    RunUser user,
    SandboxPaths host,
    List<String> argv,
    Map<String, String> environment) {

  public SandboxRequest {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
  }

  /** The environment holds tokens: it stays out of every log line. */
  @Override
  public String toString() {
    return "SandboxRequest[" + run + ", " + user + ", " + argv + "]";
  }
}
