package dev.ccrunner.chaos;

import dev.ccrunner.chaos.Evidence.Row;
import dev.ccrunner.chaos.Evidence.Turn;
import dev.ccrunner.event.RunEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Judges sessions: their turns come one after the other, in the order of their numbers, and each
 * knows what all before it that succeeded have said and left. Times are those of the logs: all
 * writers are on one machine.
 */
final class TurnChecker {
  private final Evidence evidence;
  private final List<Finding> findings = new ArrayList<>();

  private TurnChecker(Evidence evidence) {
    this.evidence = evidence;
  }

  static List<Finding> check(Evidence evidence) {
    var checker = new TurnChecker(evidence);
    evidence.runs().stream()
        .filter(row -> row.turn() != null)
        .collect(Collectors.groupingBy(row -> turn(row).session()))
        .values()
        .forEach(checker::session);
    return checker.findings;
  }

  /** How many turns told what they know, so that it could be compared. */
  static long told(List<Row> rows) {
    return rows.stream().filter(row -> row.turn() != null && tells(row)).count();
  }

  private void session(List<Row> rows) {
    var turns = rows.stream().sorted(Comparator.comparing(row -> turn(row).number())).toList();
    for (int at = 1; at < turns.size(); at++) {
      for (var before : turns.subList(0, at)) {
        order(before, turns.get(at));
        memory(before, turns.get(at));
      }
    }
  }

  private void order(Row before, Row after) {
    var end = log(before).stream().filter(RunEvent::terminal).map(RunEvent::at).findFirst();
    var begin = begun(after);
    if (begin.isPresent() && (end.isEmpty() || begin.get().isBefore(end.get()))) {
      findings.add(
          new Finding(
              Violation.OVERLAPPED,
              "%s, turn %d of %s, began at %s, and turn %d, %s, ended at %s"
                  .formatted(
                      after.run(),
                      turn(after).number(),
                      turn(after).session(),
                      begin.get(),
                      turn(before).number(),
                      before.run(),
                      end.map(Instant::toString).orElse("no time"))));
    }
  }

  /** When somebody began to work on it; empty: nobody has. */
  private Optional<Instant> begun(Row row) {
    return log(row).stream()
        .filter(event -> event.attempt() > 0 && !event.terminal())
        .map(RunEvent::at)
        .findFirst();
  }

  /** What an attempt said that was lost in its middle is known, what it left need not be there. */
  private void memory(Row before, Row after) {
    if (!before.status().equals("succeeded") || !tells(after)) {
      return;
    }
    var answer = Objects.requireNonNull(turn(after).answer());
    if (!answer.contains(Order.words(before.order()))) {
      forgotten(after, "what was said in", before);
    }
    if (tells(before) && !answer.contains(Order.file(before.order()) + "=")) {
      forgotten(after, "the file of", before);
    }
  }

  private void forgotten(Row after, String what, Row before) {
    findings.add(
        new Finding(
            Violation.FORGOTTEN,
            "%s, turn %d of %s, does not know %s turn %d, %s"
                .formatted(
                    after.run(),
                    turn(after).number(),
                    turn(after).session(),
                    what,
                    turn(before).number(),
                    before.run())));
  }

  /** A further attempt that goes on with what was said already only says that it does. */
  private static boolean tells(Row row) {
    var answer = turn(row).answer();
    return row.status().equals("succeeded") && answer != null && answer.contains(Order.TOLD);
  }

  private List<RunEvent> log(Row row) {
    return evidence.logs().getOrDefault(row.run(), List.of());
  }

  private static Turn turn(Row row) {
    return Objects.requireNonNull(row.turn());
  }
}
