package dev.ccrunner.infra.redis;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import java.util.Optional;

/**
 * What travels on a run's channel and lies in its stream: {@code 12 agent.message {…}} is event 12,
 * and {@code ~12 agent.message_delta {…}} a piece of text that comes after it. Plain text with the
 * JSON last and untouched, so that nobody on the way has to parse JSON.
 */
sealed interface LiveMessage {

  /** A numbered event. */
  record Event(LoggedEvent event) implements LiveMessage {}

  /** A piece of text while it is being written. */
  record Delta(RunDelta delta) implements LiveMessage {}

  /** The text of an event. */
  static String encode(RunEvent event) {
    return event.seq() + " " + event.type() + " " + event.json();
  }

  /** The text of a delta. */
  static String encode(RunDelta delta) {
    return "~" + delta.after() + " " + delta.type() + " " + delta.json();
  }

  /** The message in {@code text}, or empty when it is none that this version understands. */
  static Optional<LiveMessage> decode(RunId run, String text) {
    int start = text.startsWith("~") ? 1 : 0;
    int firstGap = text.indexOf(' ', start);
    int secondGap = text.indexOf(' ', firstGap + 1);
    if (firstGap <= start || secondGap <= firstGap + 1) {
      return Optional.empty();
    }
    long number;
    try {
      number = Long.parseLong(text, start, firstGap, 10);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
    String type = text.substring(firstGap + 1, secondGap);
    String json = text.substring(secondGap + 1);
    return Optional.of(
        start == 1
            ? new Delta(new RunDelta(run, number, type, json))
            : new Event(new LoggedEvent(number, type, json)));
  }
}
