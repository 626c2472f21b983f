package dev.ccrunner.demomodel;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request as Claude Code 2.1.330 sends it: the first prompt shares its message with a reminder,
 * the environment is a system message after it, tool results are user messages, and a message into
 * a running turn is a system message.
 */
final class CliRequest {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String REMINDER =
      "<system-reminder>\nAttribution for git commits you create from here on: none.\n</system-reminder>\n";

  private final ObjectNode body = JSON.createObjectNode();
  private final ArrayNode messages;
  private int toolUses;

  private CliRequest() {
    body.put("model", "claude-opus-5-5");
    body.put("max_tokens", 128_000);
    body.put("stream", true);
    body.putObject("thinking").put("type", "adaptive").put("display", "updates");
    var system = body.putArray("system");
    system
        .addObject()
        .put("type", "text")
        .put("text", "x-anthropic-billing-header: cc_version=2.1.330;");
    system
        .addObject()
        .put("type", "text")
        .put("text", "You are a Claude agent, built on Anthropic's Claude Agent SDK.");
    var tools = body.putArray("tools");
    for (var tool : new String[] {"Task", "Bash", "Edit", "Read", "Write"}) {
      tools
          .addObject()
          .put("name", tool)
          .put("description", tool)
          .putObject("input_schema")
          .put("type", "object");
    }
    messages = body.putArray("messages");
  }

  static CliRequest prompting(String prompt) {
    var request = new CliRequest();
    var content = request.messages.addObject().put("role", "user").putArray("content");
    content.addObject().put("type", "text").put("text", REMINDER);
    content.addObject().put("type", "text").put("text", prompt);
    request.system(
        "# Environment\nYou have been invoked in the following environment: \n"
            + " - Primary working directory: /home/agent/project one\n - Is a git repository: false\n");
    return request;
  }

  CliRequest system(String text) {
    messages.addObject().put("role", "system").put("content", text);
    return this;
  }

  CliRequest answeredWithText(String text) {
    var content = messages.addObject().put("role", "assistant").putArray("content");
    content.addObject().put("type", "text").put("text", text);
    return this;
  }

  /** The model called tools, and these are their results. */
  CliRequest toolResults(String... results) {
    var calls = messages.addObject().put("role", "assistant").putArray("content");
    var answers = messages.addObject().put("role", "user").putArray("content");
    for (var result : results) {
      toolUses++;
      calls
          .addObject()
          .put("type", "tool_use")
          .put("id", "toolu_" + toolUses)
          .put("name", "Bash")
          .putObject("input")
          .put("command", "true");
      answers
          .addObject()
          .put("tool_use_id", "toolu_" + toolUses)
          .put("type", "tool_result")
          .put("content", result)
          .put("is_error", result.startsWith("DENIED"));
    }
    return this;
  }

  /** A message into the running turn. */
  CliRequest steered(String text) {
    return system(
        "The user sent a new message while you were working:\n"
            + text
            + "\n\nThis is how Claude Code surfaces messages the user sends mid-turn. Address the message above.");
  }

  /** Into the message with the last tool results, as the CLI does it. */
  CliRequest interruptedThenPrompted(String prompt) {
    var content = (ArrayNode) messages.get(messages.size() - 1).path("content");
    content.addObject().put("type", "text").put("text", "[Request interrupted by user]\n");
    content.addObject().put("type", "text").put("text", prompt);
    return this;
  }

  CliRequest then(String prompt) {
    messages.addObject().put("role", "user").put("content", prompt);
    return this;
  }

  CliRequest whole() {
    body.put("stream", false);
    return this;
  }

  CliRequest withoutTools() {
    body.remove("tools");
    return this;
  }

  CliRequest withoutEnvironment() {
    messages.remove(1);
    return this;
  }

  String json() {
    return body.toString();
  }
}
