package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Opens a repository of our own over each workspace. */
record OwnGits(HarvestSettings settings, Ticker ticker) {

  /** For one task, which has {@code ccr.worker.outputs.patch-timeout} from now on. */
  OwnGit of(Job job, PreparedWorkspace.@Nullable BaseCommit cloned, BooleanSupplier unless) {
    return new OwnGit(job, root(cloned), ticker, settings.patchTimeout(), unless);
  }

  /** The clone's own root, which need not be the workspace's. */
  static String root(PreparedWorkspace.@Nullable BaseCommit cloned) {
    if (cloned == null) {
      return "";
    }
    int slash = cloned.gitDirectory().lastIndexOf('/');
    return slash < 0 ? "" : cloned.gitDirectory().substring(0, slash);
  }
}
