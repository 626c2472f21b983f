package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.worker.masking.MaskedStream;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The provider's stream as Claude Code passes it on. Pieces of text and thought become deltas; all
 * other frames are left out, because the whole block follows as a line of its own.
 *
 * <p>A secret may be spread over many pieces of a block. So what may be the beginning of one is
 * held back until the next piece, or the block's end, says what it is.
 */
final class StreamFrames {
  private static final CliMessage REPEATED =
      new CliMessage.Ignored("stream frame: the whole block follows as a line of its own");
  private static final CliMessage HELD_BACK =
      new CliMessage.Ignored("piece of a text that may be the beginning of a secret");

  private final SecretMask mask;
  private final Map<Block, Open> open = new HashMap<>();

  StreamFrames(SecretMask mask) {
    this.mask = mask;
  }

  /** A block that is being written, by the main agent (null) or by a sub-agent. */
  private record Block(@Nullable String parent, int index) {}

  /** What was not said yet of a block. */
  private record Open(String type, String messageId, MaskedStream text) {}

  void map(ObjectNode line, Emissions out) {
    JsonNode event = line.path("event");
    JsonNode delta = event.path("delta");
    var block = new Block(textOrNull(line, "parent_tool_use_id"), event.path("index").asInt(0));
    switch (text(delta, "type")) {
      case "text_delta" -> piece(RunDelta.MESSAGE, text(delta, "text"), line, block, out);
      case "thinking_delta" -> piece(RunDelta.THINKING, text(delta, "thinking"), line, block, out);
      default -> {
        if (text(event, "type").equals("content_block_stop")) {
          rest(block).forEach(out::message);
        }
        if (out.isEmpty()) {
          out.message(REPEATED);
        }
      }
    }
  }

  /**
   * What is still held back of the blocks of whom {@code line} is about: the whole block comes now,
   * and nobody waits for its end.
   */
  List<CliMessage> restBefore(ObjectNode line) {
    String parent = textOrNull(line, "parent_tool_use_id");
    var rest = new ArrayList<CliMessage>();
    for (var block : List.copyOf(open.keySet())) {
      if (Objects.equals(block.parent(), parent)) {
        rest.addAll(rest(block));
      }
    }
    return rest;
  }

  private void piece(String type, String text, ObjectNode line, Block block, Emissions out) {
    String messageId = text(line, "api_message_id");
    if (mask.isEmpty()) {
      out.message(delta(type, text, messageId, block));
      return;
    }
    var begun = open.get(block);
    if (begun != null && !(begun.type().equals(type) && begun.messageId().equals(messageId))) {
      rest(block).forEach(out::message);
    }
    var stream = open.computeIfAbsent(block, _ -> new Open(type, messageId, mask.stream()));
    String masked = stream.text().next(text);
    out.message(masked.isEmpty() ? HELD_BACK : delta(type, masked, messageId, block));
  }

  private List<CliMessage> rest(Block block) {
    var ended = open.remove(block);
    if (ended == null) {
      return List.of();
    }
    String rest = ended.text().end();
    return rest.isEmpty()
        ? List.of()
        : List.of(delta(ended.type(), rest, ended.messageId(), block));
  }

  private static CliMessage delta(String type, String text, String messageId, Block block) {
    ObjectNode data = WireJson.newObject();
    data.put("text", text);
    data.put("message_id", messageId);
    data.put("index", block.index());
    data.put("parent_tool_use_id", block.parent());
    return new CliMessage.Delta(type, WireJson.write(data));
  }
}
