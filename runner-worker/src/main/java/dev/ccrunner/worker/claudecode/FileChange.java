package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file that Write, Edit or NotebookEdit changed, as their results tell. Recognised by the shape
 * of the result rather than by the tool's name: sub-agents and later versions bring tools of other
 * names with the same shape. What commands change is not seen here.
 *
 * @param patch hunks, empty for a new file
 */
record FileChange(String path, String kind, JsonNode patch) {

  static Optional<FileChange> of(JsonNode result) {
    if (result.hasNonNull("filePath") && result.path("structuredPatch").isArray()) {
      // An edit has no type; it created the file when there was none before.
      boolean created =
          text(result, "type").equals("create")
              || (!result.hasNonNull("type") && !result.hasNonNull("originalFile"));
      return Optional.of(
          new FileChange(
              text(result, "filePath"),
              created ? "create" : "update",
              result.path("structuredPatch")));
    }
    if (result.hasNonNull("notebook_path")
        && result.has("new_source")
        && text(result, "error").isEmpty()) {
      return Optional.of(
          new FileChange(text(result, "notebook_path"), "update", WireJson.newArray()));
    }
    return Optional.empty();
  }

  ObjectNode data(String toolUseId, ObjectNode line, Emissions out) {
    ObjectNode data = WireJson.newObject();
    data.put("path", path);
    data.put("kind", kind);
    if (out.isDetail(patch)) {
      data.set("patch", patch.deepCopy());
    } else {
      data.put("patch_omitted_bytes", ValueCutter.size(patch));
    }
    data.put("tool_use_id", toolUseId);
    data.put("parent_tool_use_id", textOrNull(line, "parent_tool_use_id"));
    return data;
  }
}
