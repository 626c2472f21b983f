package dev.ccrunner.worker.workspace;

import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.WorkspaceSource;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;

/** An empty directory for every run. */
final class EmptyWorkspaces implements WorkspaceSource {
  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public PreparedWorkspace prepare(Job job, JobEvents events, BooleanSupplier unless) {
    var data =
        JSON.createObjectNode()
            .put("kind", "empty")
            .put("path", job.inside().workspace().toString());
    return new PreparedWorkspace("", null, data.toString());
  }
}
