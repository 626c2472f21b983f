package dev.ccrunner.infra.redis;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * What travels on a run's channel and lies in its stream: {@code 12 log 1 1767323045678 {…}} is
 * event 12, of attempt 1 and that millisecond, and {@code ~12 agent.message_delta {…}} a piece of
 * text that comes after it. Plain text with the JSON last and untouched, so that nobody on the way
 * has to parse JSON.
 */
sealed interface LiveMessage {

  /** A numbered event. */
  record Event(RunEvent event) implements LiveMessage {}

  /** A piece of text while it is being written. */
  record Delta(RunDelta delta) implements LiveMessage {}

  /** The text of an event. */
  static String encode(RunEvent event) {
    return "%d %s %d %d "
            .formatted(event.seq(), event.type(), event.attempt(), event.at().toEpochMilli())
        + event.json();
  }

  /** The text of a delta. */
  static String encode(RunDelta delta) {
    return "~" + delta.after() + " " + delta.type() + " " + delta.json();
  }

  /** The message in {@code text}, or empty when it is none that this version understands. */
  static Optional<LiveMessage> decode(RunId run, String text) {
    try {
      return Optional.of(
          text.startsWith("~") ? new Delta(delta(run, text)) : new Event(event(run, text)));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static RunEvent event(RunId run, String text) {
    String[] parts = text.split(" ", 5);
    return new RunEvent(
        run,
        Long.parseLong(parts[0]),
        Integer.parseInt(parts[2]),
        parts[1],
        Instant.ofEpochMilli(Long.parseLong(parts[3])),
        parts[4]);
  }

  private static RunDelta delta(RunId run, String text) {
    String[] parts = text.substring(1).split(" ", 3);
    return new RunDelta(run, Long.parseLong(parts[0]), parts[1], parts[2]);
  }
}
