package dev.ccrunner.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnCheckerTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Evidence.Row> rows = new ArrayList<>();
  private final Map<String, List<RunEvent>> logs = new HashMap<>();

  @Test
  void findsNothingInASessionThatIsAsItShouldBe() {
    turn(1, "succeeded", 0, 10, " # turn-1.txt=1");
    turn(2, "failed", 10, 20, null);
    turn(3, "succeeded", 20, 30, "turn-1; | turn-2; # turn-1.txt=1 turn-3.txt=3");

    assertThat(found()).isEmpty();
    assertThat(TurnChecker.told(rows)).isEqualTo(2);
  }

  @Test
  void findsATurnThatBeginsBeforeTheOneBeforeItHasEnded() {
    turn(1, "failed", 0, 10, null);
    turn(2, "failed", 9, 20, null);

    assertThat(found()).containsExactly(Violation.OVERLAPPED);
  }

  @Test
  void findsATurnThatBeginsAlthoughAnEarlierOneDoesNotEnd() {
    turn(1, "running", 0, null, null);
    turn(2, "failed", 9, 20, null);

    assertThat(found()).containsExactly(Violation.OVERLAPPED);
  }

  @Test
  void takesATurnThatNobodyBegan() {
    turn(1, "failed", 0, 10, null);
    turn(2, "cancelled", null, 5, null);

    assertThat(found()).isEmpty();
  }

  @Test
  void findsWordsThatAreForgotten() {
    turn(1, "succeeded", 0, 10, "I go on");
    turn(2, "succeeded", 10, 20, "nothing # turn-2.txt=2");

    assertThat(found()).containsExactly(Violation.FORGOTTEN);
  }

  @Test
  void findsAFileThatIsLost() {
    turn(1, "succeeded", 0, 10, " # turn-1.txt=1");
    turn(2, "succeeded", 10, 20, "turn-1; # turn-2.txt=2");

    assertThat(found()).containsExactly(Violation.FORGOTTEN);
  }

  private void turn(
      int number,
      String status,
      @Nullable Integer begin,
      @Nullable Integer end,
      @Nullable String answer) {
    var run = new RunId(new UUID(1, number));
    var log = new ArrayList<RunEvent>();
    log.add(event(run, 0, EventType.RUN_QUEUED, 0));
    if (begin != null) {
      log.add(event(run, 1, EventType.RUN_STARTING, begin));
    }
    if (end != null) {
      log.add(event(run, begin == null ? 0 : 1, EventType.RUN_FAILED, end));
    }
    logs.put(run.toString(), log);
    rows.add(
        new Evidence.Row(
            run.toString(),
            number,
            status,
            null,
            0,
            0,
            0,
            new Evidence.Turn("ses_1", number, answer)));
  }

  private static RunEvent event(RunId run, int attempt, EventType type, int second) {
    return RunEvent.of(run, 1, attempt, type, BEGIN.plusSeconds(second), "{}");
  }

  private List<Violation> found() {
    return TurnChecker.check(
            new Evidence(Map.of(), rows, logs, List.of(), Map.<String, Set<Long>>of(), List.of()))
        .stream()
        .map(Finding::violation)
        .toList();
  }
}
