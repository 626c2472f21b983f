package dev.ccrunner.chaos;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges what a cluster left behind. It knows nothing of how the runs were made, and believes
 * nobody: a row is compared with its log, the log with its own sum, and both with what each client
 * saw.
 */
final class InvariantChecker {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Evidence evidence;
  private final Map<String, Evidence.Row> rows;
  private final List<Finding> findings = new ArrayList<>();

  private InvariantChecker(Evidence evidence) {
    this.evidence = evidence;
    this.rows =
        evidence.runs().stream().collect(Collectors.toMap(Evidence.Row::run, Function.identity()));
  }

  /** Empty when all is well. */
  static List<Finding> check(Evidence evidence) {
    var checker = new InvariantChecker(evidence);
    checker.answers();
    evidence.runs().forEach(checker::row);
    evidence.watched().forEach(checker::client);
    checker.processes();
    checker.findings.addAll(TurnChecker.check(evidence));
    return List.copyOf(checker.findings);
  }

  private void answers() {
    evidence
        .answered()
        .forEach((order, runs) -> {
          if (runs.size() > 1) {
            found(Violation.DOUBLED, "order %d was answered with %s", order, runs);
          }
          for (var run : runs) {
            var row = rows.get(run);
            if (row == null) {
              found(Violation.LOST, "%s was accepted and is nowhere", run);
            } else if (!ended(row)) {
              found(Violation.LOST, "%s was accepted and is still %s", run, row.status());
            }
          }
        });
    var first = new HashMap<Integer, String>();
    for (var row : evidence.runs()) {
      var other = first.putIfAbsent(row.order(), row.run());
      if (other != null) {
        found(Violation.DOUBLED, "order %d became %s and %s", row.order(), other, row.run());
      }
    }
  }

  private void row(Evidence.Row row) {
    if (!ended(row)) {
      found(Violation.STUCK, "%s is still %s", row.run(), row.status());
    }
    var log = evidence.logs().getOrDefault(row.run(), List.of());
    numbers("the log of " + row.run(), log.stream().map(RunEvent::seq).toList(), row.lastSeq());
    attempts(row, log);
    ends(row, log);
    sums(row, log);
  }

  /** From 1 to {@code last}, each once and in order. */
  private void numbers(String where, List<Long> seqs, long last) {
    long before = 0;
    for (long seq : seqs) {
      if (seq <= before) {
        found(Violation.DUPLICATES, "%s has %d after %d", where, seq, before);
        continue;
      }
      if (seq > before + 1) {
        found(Violation.GAPS, "%s has %d after %d", where, seq, before);
      }
      before = seq;
    }
    if (before != last) {
      found(Violation.GAPS, "%s ends with %d and should end with %d", where, before, last);
    }
  }

  /** What an attempt says after the next one has spoken got past the fence. */
  private void attempts(Evidence.Row row, List<RunEvent> log) {
    int latest = 0;
    for (var event : log) {
      if (event.attempt() < latest) {
        found(
            Violation.DOUBLED,
            "%s: event %d of attempt %d came after attempt %d had begun",
            row.run(),
            event.seq(),
            event.attempt(),
            latest);
        return;
      }
      latest = event.attempt();
    }
  }

  private void ends(Evidence.Row row, List<RunEvent> log) {
    long ends = log.stream().filter(RunEvent::terminal).count();
    if (ends > 1) {
      found(Violation.TERMINAL_TWICE, "%s ended %d times", row.run(), ends);
    }
    if (log.isEmpty()) {
      return;
    }
    var last = log.getLast();
    if (ends > 0 && !last.terminal()) {
      found(Violation.TERMINAL_TWICE, "%s went on after its end: %s", row.run(), last.json());
    }
    var says = last.terminal() ? last.type() : "no end";
    var should = ended(row) ? "run." + row.status() : "no end";
    if (!says.equals(should)) {
      found(
          Violation.TERMINAL_TWICE, "%s is %s, but its log has %s", row.run(), row.status(), says);
    }
  }

  private void sums(Evidence.Row row, List<RunEvent> log) {
    var sum = LogChecksum.EMPTY;
    for (var event : log) {
      if (event.terminal()) {
        var data = JSON.readTree(event.json()).path("data");
        compare(
            row.run() + ", by its last event",
            new LogChecksum(data.path("bytes").asLong(-1), data.path("crc32").asLong(0)),
            sum);
      }
      sum = sum.plus(event);
    }
    compare(row.run() + ", by its row", new LogChecksum(row.logBytes(), row.logCrc32()), sum);
  }

  private void compare(String where, LogChecksum said, LogChecksum counted) {
    if (!said.equals(counted)) {
      found(Violation.CHECKSUM_MISMATCH, "%s: %s, counted %s", where, said, counted);
    }
  }

  private void client(Watched watched) {
    var row = rows.get(watched.run());
    if (row == null) {
      return; // lost, and told as that
    }
    var seqs = watched.events().stream().map(InvariantChecker::seq).toList();
    numbers("a client of " + row.run(), seqs, row.lastSeq());
    var stored =
        evidence.logs().getOrDefault(row.run(), List.of()).stream()
            .collect(Collectors.toMap(RunEvent::seq, RunEvent::json, (one, _) -> one));
    for (var event : watched.events()) {
      var kept = stored.get(seq(event));
      if (!event.equals(kept)) {
        found(
            Violation.CHECKSUM_MISMATCH,
            "a client of %s saw %s, stored is %s",
            row.run(),
            event,
            String.valueOf(kept));
      }
    }
    long ends = watched.events().stream().filter(InvariantChecker::isEnd).count();
    if (ends > 1) {
      found(Violation.TERMINAL_TWICE, "a client of %s saw %d ends", row.run(), ends);
    }
  }

  private static long seq(String event) {
    return JSON.readTree(event).path("seq").asLong(0);
  }

  private static boolean isEnd(String event) {
    return EventType.terminal(JSON.readTree(event).path("type").asString(""));
  }

  private void processes() {
    evidence
        .alive()
        .forEach((run, epochs) -> {
          if (rows.containsKey(run) && epochs.size() > 1) {
            found(Violation.DOUBLED, "%s had processes of epochs %s at the same time", run, epochs);
          }
        });
    evidence.orphans().forEach(orphan -> found(Violation.ORPHAN_PROCESSES, "%s", orphan));
  }

  private static boolean ended(Evidence.Row row) {
    return RunStatus.ofWireName(row.status()).terminal();
  }

  private void found(Violation violation, String what, Object... arguments) {
    findings.add(new Finding(violation, what.formatted(arguments)));
  }
}
