package dev.ccrunner.worker.claudecode;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A tool's result in its own structure beside the text that the model got. It mostly repeats that
 * text or the call's input, so it is kept only while it is small.
 */
final class ToolResultDetail {
  /** Whole files before or after an edit; the patch says what the edit did. */
  private static final List<String> WHOLE_FILES =
      List.of("originalFile", "original_file", "updated_file");

  private ToolResultDetail() {}

  static void addTo(ObjectNode data, JsonNode structured, Emissions out) {
    JsonNode detail = structured;
    if (structured instanceof ObjectNode object) {
      ObjectNode slim = WireJson.newObject();
      slim.setAll(object);
      slim.remove(WHOLE_FILES);
      detail = slim;
    }
    if (out.isDetail(detail)) {
      data.set("structured", detail);
      return;
    }
    data.put("structured_omitted_bytes", ValueCutter.size(detail));
  }
}
