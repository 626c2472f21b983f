package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.worker.claudecode.WireJson.text;

import dev.ccrunner.worker.masking.SecretMask;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lines of the mirror: what Claude Code writes into its own record of the conversation, a tenth of
 * a second later. They are no events, since events say the same in our words.
 *
 * <p>An entry is written again as Claude Code wrote it, but for masked secrets and without a space
 * between its parts: Claude Code looks for pieces like {@code "type":"user"} in its file, and a
 * file with spaces there is no conversation to it.
 */
final class MirrorLines {
  /** Tools that leave the workspace as it is; all others may change it. */
  private static final Set<String> READING =
      Set.of(
          "Read",
          "Grep",
          "Glob",
          "LS",
          "WebFetch",
          "WebSearch",
          "ToolSearch",
          "TodoWrite",
          "AskUserQuestion",
          "StructuredOutput");

  private final SecretMask mask;

  /** Calls of tools that only read and have not ended. */
  private final Set<String> reading = new HashSet<>();

  MirrorLines(SecretMask mask) {
    this.mask = mask;
  }

  CliMessage.Mirrored map(ObjectNode line) {
    var entries = new ArrayList<String>();
    boolean worked = false;
    boolean answered = false;
    for (JsonNode entry : line.path("entries")) {
      for (JsonNode part : entry.path("message").path("content")) {
        switch (text(part, "type")) {
          case "tool_use" -> noteCall(part);
          case "tool_result" -> {
            worked |= !reading.remove(text(part, "tool_use_id"));
            answered = true;
          }
          default -> {}
        }
      }
      answered |= text(entry.path("message"), "stop_reason").equals("end_turn");
      entries.add(whole(WireJson.write(mask.isEmpty() ? entry : mask.mask(entry))));
    }
    return new CliMessage.Mirrored(text(line, "filePath"), List.copyOf(entries), worked, answered);
  }

  /** Claude Code cuts long outputs, also through the middle of a character, and says so in JSON. */
  private static String whole(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private void noteCall(JsonNode call) {
    if (READING.contains(text(call, "name"))) {
      reading.add(text(call, "id"));
    }
  }
}
