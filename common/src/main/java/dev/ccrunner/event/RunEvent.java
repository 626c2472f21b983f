package dev.ccrunner.event;

import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One numbered entry of a run's log, ready to be stored and sent: {@code json} is the very text
 * that Redis, PostgreSQL and every client get, so that live, replayed and paged events are the same
 * bytes.
 *
 * @param seq 1, 2, 3… without holes within the run
 * @param attempt the attempt that wrote it; 0 before the first
 * @param type an {@link EventType#wireName()}; a text, because an older process may read a newer
 *     one's events
 * @param json the envelope: {@code seq, type, run_id, attempt, at, data}; one line
 */
public record RunEvent(RunId runId, long seq, int attempt, String type, Instant at, String json) {

  /**
   * The event with its envelope around {@code dataJson}, which is one JSON value without line
   * breaks.
   */
  public static RunEvent of(
      RunId runId, long seq, int attempt, EventType type, Instant at, String dataJson) {
    Instant millis = at.truncatedTo(ChronoUnit.MILLIS);
    String json =
        "{\"seq\":%d,\"type\":\"%s\",\"run_id\":\"%s\",\"attempt\":%d,\"at\":\"%s\",\"data\":"
                .formatted(seq, type.wireName(), runId, attempt, millis)
            + dataJson
            + "}";
    return new RunEvent(runId, seq, attempt, type.wireName(), millis, json);
  }

  /** Whether it is the last of its log. */
  public boolean terminal() {
    return EventType.terminal(type);
  }
}
