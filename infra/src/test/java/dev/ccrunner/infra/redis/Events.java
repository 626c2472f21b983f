package dev.ccrunner.infra.redis;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

/** Events for tests. */
final class Events {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

  private Events() {}

  static RunId newRun() {
    return new RunId(UUID.randomUUID());
  }

  static RunEvent log(RunId run, long seq, String dataJson) {
    return RunEvent.of(run, seq, 1, EventType.LOG, AT, dataJson);
  }

  /** Events {@code first} to {@code last}, of which every field tells the number. */
  static List<RunEvent> range(RunId run, long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(seq -> log(run, seq, "{\"n\":" + seq + "}"))
        .toList();
  }
}
