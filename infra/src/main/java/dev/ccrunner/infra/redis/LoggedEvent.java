package dev.ccrunner.infra.redis;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunEvent;

/**
 * An event as a reader of the log needs it.
 *
 * @param seq its number within the run
 * @param type its type's name in the API
 * @param json the envelope, the very text every client gets
 */
public record LoggedEvent(long seq, String type, String json) {

  /** The same event, as its writer knows it. */
  public static LoggedEvent of(RunEvent event) {
    return new LoggedEvent(event.seq(), event.type(), event.json());
  }

  /** Whether it is the last of its log. */
  public boolean terminal() {
    return EventType.terminal(type);
  }
}
