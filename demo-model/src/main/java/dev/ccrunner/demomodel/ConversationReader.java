package dev.ccrunner.demomodel;

import dev.ccrunner.demomodel.Conversation.ToolResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Walks over the messages of one request. Claude Code's requests are not a plain exchange of
 * prompts and answers: tool results are user messages, system messages stand in the middle, and a
 * prompt shares its message with reminders.
 */
final class ConversationReader {

  private static final Pattern WORKING_DIRECTORY =
      Pattern.compile("(?i)\\bworking directory:\\s*(/[^\\n]*?)\\s*(?:\\n|$|</)");
  private static final Pattern STEERED =
      Pattern.compile(
          "^The user sent a new message while you were working:\\n(.*?)(?:\\n\\nThis is how Claude Code|\\z)",
          Pattern.DOTALL);
  private static final String REMINDER = "<system-reminder>";
  private static final String INTERRUPTED = "[Request interrupted by user";

  private final ScriptBook book;
  private final JsonNode request;

  private @Nullable Script script;
  private String prompt = "";
  private final List<String> remarks = new ArrayList<>();
  private final List<ToolResult> results = new ArrayList<>();
  private int answered;
  private boolean callingTools;
  private boolean previousWasAssistant;
  private boolean earlierAnswers;
  private @Nullable String workingDirectory;

  private ConversationReader(ScriptBook book, JsonNode request) {
    this.book = book;
    this.request = request;
  }

  static Conversation read(JsonNode request, ScriptBook book) {
    return new ConversationReader(book, request).read();
  }

  private Conversation read() {
    for (var text : texts(request.path("system"))) {
      learnWorkingDirectory(text);
    }
    for (var message : request.path("messages")) {
      switch (message.path("role").asString("")) {
        case "assistant" -> answer(message.path("content"));
        case "user" -> input(message.path("content"));
        default -> texts(message.path("content")).forEach(this::note);
      }
    }
    var tools = new HashSet<String>();
    request.path("tools").forEach(tool -> tools.add(tool.path("name").asString("")));
    var thinking = request.path("thinking").path("type").asString("disabled");
    return new Conversation(
        script == null ? book.unscripted("") : script,
        answered,
        prompt,
        List.copyOf(remarks),
        List.copyOf(results),
        workingDirectory,
        tools,
        !thinking.equals("disabled"),
        earlierAnswers);
  }

  /**
   * Claude Code passes on what a person says into a running turn as a system message with a frame
   * around it.
   */
  private void note(String text) {
    learnWorkingDirectory(text);
    var said = STEERED.matcher(text);
    if (said.find()) {
      prompt(said.group(1).strip());
    }
  }

  private void answer(JsonNode content) {
    // An answer whose blocks were sent back as several messages is still one answer.
    if (!previousWasAssistant) {
      answered++;
      callingTools = false;
    }
    content.forEach(block -> callingTools |= block.path("type").asString("").equals("tool_use"));
    previousWasAssistant = true;
    earlierAnswers = true;
  }

  private void input(JsonNode content) {
    previousWasAssistant = false;
    for (var block : content) {
      if (block.path("type").asString("").equals("tool_result")) {
        var text = String.join("\n", texts(block.path("content")));
        results.add(new ToolResult(text, block.path("is_error").asBoolean(false)));
      }
    }
    var said = new ArrayList<String>();
    for (var text : texts(content)) {
      if (text.startsWith(REMINDER)) {
        learnWorkingDirectory(text);
      } else if (text.startsWith(INTERRUPTED)) {
        // An interrupted script is over: what the person says next starts something new.
        script = null;
      } else if (!text.isBlank()) {
        said.add(text);
      }
    }
    if (!said.isEmpty()) {
      prompt(String.join("\n", said));
    }
  }

  private void prompt(String text) {
    var own = ScriptParser.lastIn(text);
    if (own.isEmpty() && script != null && !isOver(script)) {
      remarks.add(text);
      return;
    }
    script = own.<Script>map(turns -> turns).orElseGet(() -> book.unscripted(text));
    prompt = text;
    answered = 0;
    remarks.clear();
    results.clear();
  }

  /**
   * A message into a running script must not restart it, and one after its end must not be lost in
   * it.
   */
  private boolean isOver(Script current) {
    return switch (current) {
      case Script.Turns(_, var turns) -> answered >= turns.size();
      case Script.Demo() -> !callingTools;
    };
  }

  private void learnWorkingDirectory(String text) {
    var matcher = WORKING_DIRECTORY.matcher(text);
    while (matcher.find()) {
      workingDirectory = matcher.group(1);
    }
  }

  /** Content is a string or a list of blocks. */
  private static List<String> texts(JsonNode content) {
    if (content.isString()) {
      return List.of(content.stringValue());
    }
    var texts = new ArrayList<String>();
    for (var block : content) {
      if (block.path("type").asString("").equals("text")) {
        texts.add(block.path("text").asString(""));
      }
    }
    return texts;
  }
}
