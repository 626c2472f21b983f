package dev.ccrunner.worker.job;

import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.worker.limits.Enclosure;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.RunUser;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.sandbox.SandboxPaths;
import java.util.function.BooleanSupplier;

/**
 * What runs have on this machine: a user, directories, and bounds. Most places are one attempt's;
 * one that a session goes on in outlives the job of each of its runs. Whoever made it takes it
 * back.
 *
 * @param name unique on this machine while it lives
 * @param host the host's side of its directories
 * @param path the PATH of programs of ours
 */
public record Place(
    String name,
    RunUser user,
    JobDirectory directory,
    Sandbox sandbox,
    SandboxPaths host,
    Enclosure enclosure,
    String path) {

  /**
   * The work of one attempt here.
   *
   * @param leaseLost true ends every program of its workbench, and lets none be started
   */
  public Job job(RunLease lease, BooleanSupplier leaseLost) {
    var bench = new Workbench(name, user, host, sandbox, enclosure.processes(), path, leaseLost);
    return new Job(lease, name, user, directory, sandbox, host, bench);
  }
}
