package dev.ccrunner.chaos;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** One run in which all is well, with a lost attempt in it; tests then plant what is not. */
final class PlantedEvidence {
  static final RunId RUN = new RunId(new UUID(1, 1));
  static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  final Map<Integer, Set<String>> answered = new HashMap<>(Map.of(1, Set.of(RUN.toString())));
  final List<Evidence.Row> rows = new ArrayList<>();
  final List<RunEvent> log = new ArrayList<>();
  final List<String> seen = new ArrayList<>();
  final Map<String, Set<Long>> alive = new HashMap<>();
  final List<String> orphans = new ArrayList<>();

  PlantedEvidence() {
    log.add(event(1, 0, EventType.RUN_QUEUED, "{}"));
    log.add(event(2, 1, EventType.RUN_STARTING, "{}"));
    log.add(event(3, 1, EventType.RUN_ATTEMPT_LOST, "{}"));
    log.add(event(4, 2, EventType.RUN_STARTING, "{}"));
    log.add(event(5, 2, EventType.AGENT_MESSAGE, "{\"text\":\"Grüße\"}"));
    log.add(end(6, EventType.RUN_SUCCEEDED));
    log.forEach(event -> seen.add(event.json()));
    rows.add(row(sum(log)));
  }

  /** Each event is a second later than the one before. */
  static RunEvent event(long seq, int attempt, EventType type, String data) {
    return RunEvent.of(RUN, seq, attempt, type, BEGIN.plusSeconds(seq), data);
  }

  /** With the sum of what is in the log so far. */
  RunEvent end(long seq, EventType type) {
    var sum = sum(log);
    return event(seq, 2, type, "{\"bytes\":%d,\"crc32\":%d}".formatted(sum.bytes(), sum.crc32()));
  }

  static LogChecksum sum(List<RunEvent> log) {
    var sum = LogChecksum.EMPTY;
    for (var event : log) {
      sum = sum.plus(event);
    }
    return sum;
  }

  private Evidence.Row row(LogChecksum sum) {
    return new Evidence.Row(
        RUN.toString(), 1, "succeeded", null, log.size(), sum.bytes(), sum.crc32());
  }

  /** Makes the row agree with a log that was changed. */
  void rowFollowsLog() {
    rows.set(0, row(sum(log)));
  }

  void status(String status) {
    var row = rows.getFirst();
    change(_ ->
        new Evidence.Row(
            row.run(), row.order(), status, null, row.lastSeq(), row.logBytes(), row.logCrc32()));
  }

  void change(UnaryOperator<Evidence.Row> change) {
    rows.set(0, change.apply(rows.getFirst()));
  }

  Evidence evidence() {
    return new Evidence(
        answered,
        rows,
        Map.of(RUN.toString(), log),
        List.of(new Watched(RUN.toString(), seen)),
        alive,
        orphans);
  }
}
