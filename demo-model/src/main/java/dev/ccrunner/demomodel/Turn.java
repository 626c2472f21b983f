package dev.ccrunner.demomodel;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One answer of the model.
 *
 * @param usage fields of the usage object that replace the estimated ones
 * @param faultTimes how many requests of this turn the fault hits before the turn answers; {@link
 *     Integer#MAX_VALUE} for all of them
 * @param then answers instead of this turn's own content once the fault is used up
 * @param recall what of the conversation so far is to be said; null: {@code text} says it
 */
record Turn(
    @Nullable String thinking,
    @Nullable String text,
    List<ToolCall> tools,
    Map<String, Long> usage,
    @Nullable String stopReason,
    long delayMillis,
    Pace pace,
    @Nullable Fault fault,
    int faultTimes,
    @Nullable Turn then,
    @Nullable Pattern recall) {

  record ToolCall(String name, JsonNode input) {}

  /**
   * Size of the pieces and pause between them; 0 characters means: as few pieces as still look like
   * a stream.
   */
  record Pace(long chunkMillis, int chunkChars) {
    static final Pace AT_ONCE = new Pace(0, 0);
  }

  Turn {
    tools = List.copyOf(tools);
    usage = Map.copyOf(usage);
  }

  static Turn saying(String text) {
    return new Turn(null, text, List.of(), Map.of(), null, 0, Pace.AT_ONCE, null, 0, null, null);
  }

  static Turn calling(String text, String tool, JsonNode input) {
    return new Turn(
        null,
        text,
        List.of(new ToolCall(tool, input)),
        Map.of(),
        null,
        0,
        Pace.AT_ONCE,
        null,
        0,
        null,
        null);
  }

  /** The turn with the words that its {@code recall} finds in what was said so far. */
  Turn recalling(JsonNode messages) {
    var next = then == null ? null : then.recalling(messages);
    return new Turn(
        thinking,
        recall == null ? text : found(recall, messages),
        tools,
        usage,
        stopReason,
        delayMillis,
        pace,
        fault,
        faultTimes,
        next,
        null);
  }

  private static String found(Pattern recall, JsonNode messages) {
    return recall
        .matcher(messages.toString())
        .results()
        .map(MatchResult::group)
        .distinct()
        .collect(Collectors.joining(", "));
  }

  Turn thinking(String thought) {
    return new Turn(
        thought,
        text,
        tools,
        usage,
        stopReason,
        delayMillis,
        pace,
        fault,
        faultTimes,
        then,
        recall);
  }

  Turn at(Pace other) {
    return new Turn(
        thinking,
        text,
        tools,
        usage,
        stopReason,
        delayMillis,
        other,
        fault,
        faultTimes,
        then,
        recall);
  }

  /**
   * What answers when the fault does not strike: the successor, else the own content, else a
   * sentence.
   */
  Turn withoutFault() {
    if (fault == null) {
      return this;
    }
    if (then != null) {
      return then;
    }
    if (text == null && thinking == null && tools.isEmpty()) {
      return saying("Answered after the scripted fault.");
    }
    return new Turn(
        thinking, text, tools, usage, stopReason, delayMillis, pace, null, 0, null, recall);
  }

  /** For a fault that strikes in the middle of a text which the script leaves open. */
  Turn withSomeText() {
    if (text != null || thinking != null || !tools.isEmpty()) {
      return this;
    }
    var some = "This sentence is here to be broken off, held up or never read at all.";
    return new Turn(
        null, some, tools, usage, stopReason, delayMillis, pace, fault, faultTimes, then, recall);
  }

  String effectiveStopReason() {
    if (stopReason != null) {
      return stopReason;
    }
    return tools.isEmpty() ? "end_turn" : "tool_use";
  }
}
