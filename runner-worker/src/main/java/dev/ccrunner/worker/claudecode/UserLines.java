package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.AGENT_TOOL_RESULT;
import static dev.ccrunner.event.EventType.FILE_CHANGED;
import static dev.ccrunner.event.EventType.USER_MESSAGE;
import static dev.ccrunner.worker.claudecode.WireJson.copy;
import static dev.ccrunner.worker.claudecode.WireJson.flag;
import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import dev.ccrunner.run.MessageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the model was told: results of its tools, and words. Words that a person sent come back with
 * {@code isReplay}; all others are Claude Code's own, for example the task of a sub-agent.
 */
final class UserLines {

  private final Set<String> echoed = new HashSet<>();

  void map(ObjectNode line, Emissions out) {
    String uuid = textOrNull(line, "uuid");
    if (flag(line, "isReplay") && uuid != null && !echoed.add(uuid)) {
      out.message(new CliMessage.Ignored("second echo of the same message"));
      return;
    }
    JsonNode content = line.path("message").path("content");
    if (content.isString()) {
      out.event(USER_MESSAGE, words(line, content.stringValue(), null));
      return;
    }
    List<JsonNode> results = new ArrayList<>();
    List<JsonNode> words = new ArrayList<>();
    for (JsonNode block : content) {
      (text(block, "type").equals("tool_result") ? results : words).add(block);
    }
    for (JsonNode result : results) {
      toolResult(line, result, results.size() == 1, out);
    }
    if (!words.isEmpty()) {
      out.event(USER_MESSAGE, words(line, joined(words), onlyText(words) ? null : words));
    }
  }

  private static ObjectNode words(ObjectNode line, String text, @Nullable List<JsonNode> content) {
    ObjectNode data = WireJson.newObject();
    data.put("text", text);
    if (content != null) {
      data.set("content", WireJson.newArray().addAll(content));
    }
    data.put("synthetic", flag(line, "isSynthetic") || !flag(line, "isReplay"));
    String uuid = textOrNull(line, "uuid");
    data.put("message_uuid", uuid);
    if (uuid != null && flag(line, "isReplay")) {
      messageId(uuid).ifPresent(id -> data.put("message_id", id.toString()));
    }
    data.put("parent_tool_use_id", textOrNull(line, "parent_tool_use_id"));
    return data;
  }

  /** The id by which the API knows the message. */
  private static Optional<MessageId> messageId(String uuid) {
    try {
      return Optional.of(new MessageId(UUID.fromString(uuid)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static void toolResult(
      ObjectNode line, JsonNode result, boolean onlyResult, Emissions out) {
    String toolUseId = text(result, "tool_use_id");
    JsonNode structured = line.path("tool_use_result");
    ObjectNode data = WireJson.newObject();
    data.put("tool_use_id", toolUseId);
    data.put("is_error", flag(result, "is_error"));
    data.set("content", result.path("content").isMissingNode() ? null : result.path("content"));
    // The structured form belongs to the line, so it is only clear whose it is when there is one.
    if (onlyResult && structured.isContainer()) {
      ToolResultDetail.addTo(data, structured, out);
    }
    for (JsonNode meta : line.path("tool_result_meta")) {
      if (text(meta, "id").equals(toolUseId)) {
        copy(meta, data, "permission_decision", "non_execution_kind");
      }
    }
    data.put("parent_tool_use_id", textOrNull(line, "parent_tool_use_id"));
    out.event(AGENT_TOOL_RESULT, data);
    if (onlyResult && !flag(result, "is_error")) {
      FileChange.of(structured)
          .ifPresent(change -> out.event(FILE_CHANGED, change.data(toolUseId, line, out)));
    }
  }

  private static String joined(List<JsonNode> blocks) {
    return String.join(
        "\n", blocks.stream().filter(UserLines::isText).map(b -> text(b, "text")).toList());
  }

  private static boolean onlyText(List<JsonNode> blocks) {
    return blocks.stream().allMatch(UserLines::isText);
  }

  private static boolean isText(JsonNode block) {
    return text(block, "type").equals("text");
  }
}
