package dev.ccrunner.worker.harvest;

import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;

/** Nothing is brought home. */
final class NoHarvest implements Harvest {
  @Override
  public Begun begin(Job job, PreparedWorkspace workspace) {
    return (_, _, _) -> Brought.NOTHING;
  }
}
