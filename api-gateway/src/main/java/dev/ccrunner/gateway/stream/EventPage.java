package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a log.
 *
 * @param events in order
 * @param nextAfter what to ask for next; null: the run has ended and nothing follows, ever
 */
public record EventPage(List<RunEvent> events, @Nullable Long nextAfter) {
  public EventPage {
    events = List.copyOf(events);
  }

  /** The answer of the API; each event is the very text that a stream shows. */
  String json() {
    var json = new StringBuilder("{\"data\":[");
    for (int i = 0; i < events.size(); i++) {
      json.append(i == 0 ? "" : ",").append(events.get(i).json());
    }
    return json.append("],\"next_after\":").append(nextAfter).append('}').toString();
  }
}
