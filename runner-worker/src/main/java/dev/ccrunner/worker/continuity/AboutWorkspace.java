package dev.ccrunner.worker.continuity;

import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.PreparedWorkspace.BaseCommit;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is known about a workspace beside its files, kept with each archive of it. */
record AboutWorkspace(@Nullable String folder, @Nullable BaseCommit base) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static AboutWorkspace of(PreparedWorkspace workspace) {
    return new AboutWorkspace(workspace.folder(), workspace.base());
  }

  /** Nothing is known when it is not ours, as with a workspace that was imported. */
  static AboutWorkspace parse(String json) {
    try {
      return JSON.readValue(json, AboutWorkspace.class);
    } catch (JacksonException _) {
      return new AboutWorkspace(null, null);
    }
  }

  String json() {
    return JSON.writeValueAsString(this);
  }

  /** The workspace as it is told of when it is there, and Claude Code too. */
  PreparedWorkspace stillThere(Path inside, String fromRun) {
    return told(ofSession(inside, fromRun).put("warm", true));
  }

  /** The workspace as it is told of when it was brought back. */
  PreparedWorkspace broughtBack(Path inside, String fromRun, int archives) {
    return told(ofSession(inside, fromRun).put("archives", archives));
  }

  private static ObjectNode ofSession(Path inside, String fromRun) {
    return JSON.createObjectNode()
        .put("kind", "session")
        .put("path", inside.toString())
        .put("from_run", fromRun);
  }

  private PreparedWorkspace told(ObjectNode data) {
    return new PreparedWorkspace(folder == null ? "" : folder, base, data.toString());
  }
}
