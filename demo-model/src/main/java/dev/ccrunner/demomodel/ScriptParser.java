package dev.ccrunner.demomodel;

import dev.ccrunner.demomodel.Turn.Pace;
import dev.ccrunner.demomodel.Turn.ToolCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the script language of this module's README. Strict: a misspelt key is an error, not a turn
 * without it.
 */
final class ScriptParser {

  private static final String OPEN = "SCRIPT<<";
  private static final String CLOSE = ">>";

  /** A {@code repeat_text} is built in memory, so it has an end. */
  private static final long MAX_TEXT_CHARS = 64L * 1024 * 1024;

  private static final ObjectReader LEADING_VALUE =
      Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Set<String> TURN_KEYS =
      Set.of(
          "text",
          "repeat_text",
          "recall",
          "thinking",
          "tool",
          "input",
          "tools",
          "usage",
          "stop_reason",
          "delay_ms",
          "chunk_ms",
          "chunk_chars",
          "fault",
          "status",
          "message",
          "retry_after",
          "after_chars",
          "ms",
          "times",
          "then");

  private ScriptParser() {}

  /**
   * The last script of a text. The JSON decides where a script ends, not the next {@code >>}: that
   * may well stand in a shell command, and a script may hold another one as the prompt of a
   * sub-agent.
   */
  static Optional<Script.Turns> lastIn(String text) {
    Script.@Nullable Turns last = null;
    for (var at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, at)) {
      var start = at + OPEN.length();
      try (var parser = Json.MAPPER.createParser(text.substring(start))) {
        JsonNode json = LEADING_VALUE.readTree(parser);
        var end = start + (int) parser.currentLocation().getCharOffset();
        if (!text.substring(end).stripLeading().startsWith(CLOSE)) {
          throw new ScriptInvalid(
              "expected " + CLOSE + " after the array, found " + excerpt(text, end));
        }
        last = turns(json);
        at = end;
      } catch (JacksonException e) {
        throw new ScriptInvalid(
            "expected a JSON array after " + OPEN + ", found " + e.getOriginalMessage());
      }
    }
    return Optional.ofNullable(last);
  }

  static Script.Turns turns(JsonNode json) {
    if (!json.isArray()) {
      throw new ScriptInvalid("expected an array of turns, found " + json.getNodeType());
    }
    var turns = new ArrayList<Turn>();
    for (var i = 0; i < json.size(); i++) {
      turns.add(turn(json.get(i), "turn " + i));
    }
    return new Script.Turns(Integer.toHexString(json.toString().hashCode()), turns);
  }

  private static Turn turn(JsonNode json, String where) {
    if (!json.isObject() || json.isEmpty()) {
      throw new ScriptInvalid(where + ": expected an object that says something, found " + json);
    }
    for (var key : json.propertyNames()) {
      if (!TURN_KEYS.contains(key)) {
        throw new ScriptInvalid(
            where
                + ": unknown key '"
                + key
                + "', expected one of "
                + TURN_KEYS.stream().sorted().toList());
      }
    }
    var fault = fault(json, where);
    return new Turn(
        string(json, "thinking", where),
        text(json, where),
        tools(json, where),
        usage(json.path("usage"), where),
        string(json, "stop_reason", where),
        number(json, "delay_ms", 0, where),
        new Pace(number(json, "chunk_ms", 0, where), (int) number(json, "chunk_chars", 0, where)),
        fault,
        fault == null ? 0 : (int) number(json, "times", Integer.MAX_VALUE, where),
        json.has("then") ? turn(json.path("then"), where + ".then") : null,
        recall(json, where));
  }

  private static @Nullable Pattern recall(JsonNode json, String where) {
    var regex = string(json, "recall", where);
    if (regex != null && (json.has("text") || json.has("repeat_text"))) {
      throw new ScriptInvalid(where + ": expected recall, text or repeat_text, found two of them");
    }
    try {
      return regex == null ? null : Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new ScriptInvalid(
          where + ".recall: expected a regular expression, found " + e.getMessage());
    }
  }

  private static @Nullable String text(JsonNode json, String where) {
    var repeat = json.path("repeat_text");
    if (repeat.isMissingNode()) {
      return string(json, "text", where);
    }
    var piece = Optional.ofNullable(string(repeat, "text", where + ".repeat_text")).orElse("x");
    var times = number(repeat, "times", 1, where + ".repeat_text");
    if (piece.length() * times > MAX_TEXT_CHARS) {
      throw new ScriptInvalid(
          "%s.repeat_text: expected at most %d characters, found %d x %d"
              .formatted(where, MAX_TEXT_CHARS, times, piece.length()));
    }
    return piece.repeat((int) times);
  }

  private static List<ToolCall> tools(JsonNode json, String where) {
    var calls = new ArrayList<ToolCall>();
    if (json.has("tool")) {
      calls.add(toolCall(json, where));
    }
    for (var call : json.path("tools")) {
      calls.add(toolCall(call, where + ".tools"));
    }
    return calls;
  }

  private static ToolCall toolCall(JsonNode json, String where) {
    var name = string(json, "tool", where);
    var input = json.path("input");
    if (name == null || !(input.isObject() || input.isMissingNode())) {
      throw new ScriptInvalid(
          where + ": expected {\"tool\": name, \"input\": object}, found " + json);
    }
    return new ToolCall(name, input.isObject() ? input : JsonNodeFactory.instance.objectNode());
  }

  private static Map<String, Long> usage(JsonNode json, String where) {
    var usage = new LinkedHashMap<String, Long>();
    for (var key : json.propertyNames()) {
      usage.put(key, number(json, key, 0, where + ".usage"));
    }
    return usage;
  }

  private static @Nullable Fault fault(JsonNode json, String where) {
    var kind = string(json, "fault", where);
    if (kind == null) {
      return null;
    }
    var afterChars = (int) number(json, "after_chars", 10, where);
    return switch (kind) {
      case "status" ->
          new Fault.Status(
              httpError(number(json, "status", 500, where), where),
              json.has("retry_after") ? (int) number(json, "retry_after", 0, where) : null,
              string(json, "message", where));
      case "cut" -> new Fault.Cut(afterChars);
      case "stall" -> new Fault.Stall(afterChars, number(json, "ms", 600_000, where));
      case "error_event" ->
          new Fault.ErrorEvent(afterChars, httpError(number(json, "status", 529, where), where));
      case "garbage" -> new Fault.Garbage();
      default ->
          throw new ScriptInvalid(
              where
                  + ": expected a fault of status, cut, stall, error_event, garbage, found '"
                  + kind
                  + "'");
    };
  }

  private static int httpError(long status, String where) {
    if (status < 400 || status > 599) {
      throw new ScriptInvalid(where + ".status: expected 400 to 599, found " + status);
    }
    return (int) status;
  }

  private static @Nullable String string(JsonNode json, String key, String where) {
    var value = json.path(key);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isString()) {
      throw new ScriptInvalid(where + "." + key + ": expected a string, found " + value);
    }
    return value.stringValue();
  }

  private static long number(JsonNode json, String key, long otherwise, String where) {
    var value = json.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || value.longValue() < 0
        || value.longValue() > Integer.MAX_VALUE) {
      throw new ScriptInvalid(
          where + "." + key + ": expected a whole number from 0 to 2147483647, found " + value);
    }
    return value.longValue();
  }

  private static String excerpt(String text, int at) {
    return at >= text.length()
        ? "the end of the text"
        : "'" + text.substring(at, Math.min(text.length(), at + 20)) + "'";
  }
}
