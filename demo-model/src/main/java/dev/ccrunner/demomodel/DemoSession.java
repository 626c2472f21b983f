package dev.ccrunner.demomodel;

import dev.ccrunner.demomodel.Conversation.ToolResult;
import dev.ccrunner.demomodel.Turn.Pace;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A small coding session for prompts without a script: look around, write a script, run it, check
 * it, sum up. What is said next follows from what the tools answered, since the permission mode may
 * allow less than the session tries.
 */
final class DemoSession {

  private static final int CHUNK_CHARS = 12;
  private static final int PROMPT_CHARS = 200;

  private final Pace pace;

  DemoSession(Duration chunkDelay) {
    pace = new Pace(chunkDelay.toMillis(), CHUNK_CHARS);
  }

  Turn turn(Conversation conversation) {
    return step(conversation).at(pace);
  }

  private static Turn step(Conversation conversation) {
    if (!conversation.tools().contains("Bash")) {
      return Turn.saying("You asked: “%s”. %s".formatted(asked(conversation), signature()));
    }
    var file = ScriptFile.in(conversation);
    return switch (conversation.answered()) {
      case 0 -> lookAround(conversation);
      case 1 -> write(conversation, file);
      case 2 -> failed(conversation, 1) ? sumUpUnwritten(conversation, file) : run(file);
      case 3 -> check(conversation, file);
      default -> sumUp(conversation, file);
    };
  }

  private static Turn lookAround(Conversation conversation) {
    var turn =
        Turn.calling(
            "I'll look around first, then write a small script for this and try it.",
            "Bash",
            json("command", "pwd && ls -la")
                .put("description", "Show the folder and what is in it"));
    if (!conversation.wantsThinking()) {
      return turn;
    }
    return turn.thinking(
        "The request is: %s. I should see what is already here.".formatted(asked(conversation)));
  }

  private static Turn write(Conversation conversation, ScriptFile file) {
    var listing = result(conversation, 0);
    var seen =
        listing.error()
            ? "I can't list the folder, so I'll go on without it."
            : found(file.entries());
    var text = "%s I'll write `%s`.".formatted(seen, file.name());
    if (file.directory() == null || !conversation.tools().contains("Write")) {
      // Write wants an absolute path; the shell does with a relative one.
      return Turn.calling(
          text,
          "Bash",
          json("command", "cat > %s <<'EOF'\n%sEOF".formatted(file.name(), file.content()))
              .put("description", "Write the script"));
    }
    return Turn.calling(
        text, "Write", json("file_path", file.path()).put("content", file.content()));
  }

  private static String found(int entries) {
    return switch (entries) {
      case 0 -> "The folder is empty, a clean start.";
      case 1 -> "There is one entry here already; I'll leave it alone.";
      default -> "There are %d entries here already; I'll leave them alone.".formatted(entries);
    };
  }

  private static Turn run(ScriptFile file) {
    return Turn.calling(
        "Written. Now let me run it.",
        "Bash",
        json("command", "sh " + file.name()).put("description", "Run the script"));
  }

  private static Turn check(Conversation conversation, ScriptFile file) {
    var text =
        failed(conversation, 2)
            ? "Running it isn't allowed in this permission mode, so I'll read it once more instead."
            : "It runs. A last look at the file as it is on disk.";
    return Turn.calling(
        text,
        "Bash",
        json("command", "ls -l %1$s && cat %1$s".formatted(file.name()))
            .put("description", "Check the file"));
  }

  private static Turn sumUp(Conversation conversation, ScriptFile file) {
    var ran = result(conversation, 2);
    var outcome =
        ran.error()
            ? "I could not run it here (that needs a permission), but I checked its text."
            : "It ran and printed:\n\n```\n%s\n```".formatted(ran.text().strip());
    return Turn.saying(
        """
        Done. You asked: “%s”.

        - **Written:** `%s`, a small POSIX shell script.
        - **Checked:** %s
        %s
        Run it with `sh %s`. %s\
        """
            .formatted(
                asked(conversation),
                file.name(),
                outcome,
                remarks(conversation),
                file.name(),
                signature()));
  }

  private static Turn sumUpUnwritten(Conversation conversation, ScriptFile file) {
    return Turn.saying(
        """
        I was not allowed to write files here, so nothing was changed. You asked: “%s”. This is what I would have \
        written to `%s`:

        ```sh
        %s```
        %s
        With the permission mode `acceptEdits` I can write it myself. %s\
        """
            .formatted(
                asked(conversation),
                file.name(),
                file.content(),
                remarks(conversation),
                signature()));
  }

  private static String remarks(Conversation conversation) {
    return conversation.remarks().isEmpty()
        ? ""
        : "- **You added meanwhile:** %s\n"
            .formatted(shortened(String.join(" / ", conversation.remarks())));
  }

  private static String signature() {
    return "(This was the demo model: a fixed script, no AI, and nothing is billed.)";
  }

  private static boolean failed(Conversation conversation, int index) {
    return result(conversation, index).error();
  }

  /** A result that never came, as after an interrupted tool, counts as a failure. */
  private static ToolResult result(Conversation conversation, int index) {
    return index < conversation.results().size()
        ? conversation.results().get(index)
        : new ToolResult("", true);
  }

  private static String asked(Conversation conversation) {
    return shortened(conversation.prompt());
  }

  static String shortened(String text) {
    var line = text.strip().replaceAll("\\s+", " ");
    return line.codePointCount(0, line.length()) <= PROMPT_CHARS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, PROMPT_CHARS)) + "…";
  }

  private static ObjectNode json(String key, String value) {
    JsonNode node = JsonNodeFactory.instance.objectNode().put(key, value);
    return (ObjectNode) node;
  }
}
