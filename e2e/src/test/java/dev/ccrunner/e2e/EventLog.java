package dev.ccrunner.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.e2e.ApiClient.Event;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/** What tests ask of the log of one run. */
final class EventLog {
  private EventLog() {}

  /** Without the deltas, which belong to no log. */
  static List<Event> numbered(List<Event> events) {
    return events.stream().filter(event -> event.id() != null).toList();
  }

  /** The number of the last of these numbered events; 0 when there is none. */
  static long lastNumber(List<Event> log) {
    return log.isEmpty() ? 0 : Objects.requireNonNull(log.getLast().id());
  }

  /** Every number from 1 on is there, once and in order. */
  static void assertGapless(List<Event> log) {
    assertThat(log)
        .extracting(Event::id)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, log.size()).boxed().toList());
  }

  /** The worker that took the run first. */
  static String firstWorker(List<Event> log) {
    String data =
        log.stream()
            .filter(event -> event.type().equals("run.starting"))
            .findFirst()
            .orElseThrow()
            .data();
    int start = data.indexOf("wrk_");
    return data.substring(start, data.indexOf('"', start));
  }
}
