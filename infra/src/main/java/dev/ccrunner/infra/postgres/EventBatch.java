package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import java.util.List;

/**
 * Events of one attempt on their way into PostgreSQL.
 *
 * @param events without holes, in order, at least one
 * @param log over the whole log up to the last of them
 */
public record EventBatch(LeaseKey key, List<RunEvent> events, LogChecksum log) {
  public EventBatch {
    events = List.copyOf(events);
  }
}
