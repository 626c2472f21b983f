package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a session's log.
 *
 * @param events in order
 * @param nextAfter what to ask for next; null: the session takes no more runs, and nothing follows
 */
record SessionEventPage(List<RunEvent> events, @Nullable StreamPlace nextAfter) {
  SessionEventPage {
    events = List.copyOf(events);
  }

  /** The answer of the API; each event is the very text that a stream shows. */
  String json() {
    var json = new StringBuilder("{\"data\":[");
    for (int i = 0; i < events.size(); i++) {
      json.append(i == 0 ? "" : ",").append(events.get(i).json());
    }
    String next = nextAfter == null ? "null" : '"' + nextAfter.toString() + '"';
    return json.append("],\"next_after\":").append(next).append('}').toString();
  }
}
