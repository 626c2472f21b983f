package dev.ccrunner.worker.job;

import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxPaths;
import java.nio.file.Path;

/**
 * One attempt on this machine: whom it runs as, and its directories. It is there before Claude Code
 * is started and after Claude Code has ended.
 *
 * @param name unique on this machine while it lives
 * @param host the host's side of its directories
 */
public record Job(
    RunLease lease,
    String name,
    RunUser user,
    JobDirectory directory,
    Sandbox sandbox,
    SandboxPaths host,
    Workbench workbench) {

  /** The workspace as the host sees it. Once Claude Code has been in it, only the sandbox may. */
  public Path workspace() {
    return host.workspace();
  }

  /** The directories as the run sees them. */
  public SandboxPaths inside() {
    return sandbox.inside(host);
  }

  /**
   * A directory of the job that Claude Code does not see. What lies in {@code baseline} belongs to
   * the session and is kept with its workspace; the others go with the job.
   */
  public Path aside(String name) {
    return directory.aside(name);
  }
}
