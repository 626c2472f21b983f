package dev.ccrunner.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.EventType;
import dev.ccrunner.run.RunId;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Plants each violation and looks whether it is found. */
class InvariantCheckerTest {
  private static final String OTHER = new RunId(new UUID(2, 2)).toString();

  private final PlantedEvidence planted = new PlantedEvidence();

  @Test
  void findsNothingWhereAllIsWell() {
    assertThat(InvariantChecker.check(planted.evidence())).isEmpty();
  }

  @Test
  void findsAnAcceptedRunThatIsNowhere() {
    planted.answered.put(2, Set.of(OTHER));

    assertThat(found()).containsExactly(Violation.LOST);
  }

  @Test
  void findsAnAcceptedRunThatDoesNotEnd() {
    planted.log.removeLast();
    planted.seen.removeLast();
    planted.rowFollowsLog();
    planted.status("running");

    assertThat(found()).containsExactly(Violation.LOST, Violation.STUCK);
  }

  @Test
  void findsARunThatNobodyWasToldOfAndThatDoesNotEnd() {
    planted.answered.clear();
    planted.log.removeLast();
    planted.seen.removeLast();
    planted.rowFollowsLog();
    planted.status("queued");

    assertThat(found()).containsExactly(Violation.STUCK);
  }

  @Test
  void findsAnOrderThatWasAnsweredWithTwoRuns() {
    planted.answered.put(1, new TreeSet<>(Set.of(PlantedEvidence.RUN.toString(), OTHER)));

    assertThat(found()).contains(Violation.DOUBLED);
  }

  @Test
  void findsAnOrderThatBecameTwoRuns() {
    var row = planted.rows.getFirst();
    planted.rows.add(new Evidence.Row(OTHER, row.order(), "succeeded", null, 0, 0, 0));

    assertThat(found()).containsExactly(Violation.DOUBLED);
  }

  @Test
  void findsTwoAttemptsThatLivedAtTheSameTime() {
    planted.alive.put(PlantedEvidence.RUN.toString(), Set.of(1L, 3L));

    assertThat(found()).containsExactly(Violation.DOUBLED);
  }

  @Test
  void findsAnEventOfAnAttemptThatWasOver() {
    planted.log.set(4, PlantedEvidence.event(5, 1, EventType.AGENT_MESSAGE, "{\"text\":\"late\"}"));
    planted.log.removeLast();
    planted.log.add(planted.end(6, EventType.RUN_SUCCEEDED));
    planted.rowFollowsLog();
    planted.seen.clear();
    planted.log.forEach(event -> planted.seen.add(event.json()));

    assertThat(found()).containsExactly(Violation.DOUBLED);
  }

  @Test
  void findsAHoleInTheStoredLog() {
    planted.log.remove(4);

    assertThat(found()).contains(Violation.GAPS);
  }

  @Test
  void findsALogThatIsShorterThanItsRowSays() {
    planted.log.removeLast();

    assertThat(found()).contains(Violation.GAPS);
  }

  @Test
  void findsAHoleInWhatAClientSaw() {
    planted.seen.remove(2);

    assertThat(found()).containsExactly(Violation.GAPS);
  }

  @Test
  void findsAClientThatDidNotSeeTheEnd() {
    planted.seen.removeLast();

    assertThat(found()).containsExactly(Violation.GAPS);
  }

  @Test
  void findsAnEventThatAClientSawTwice() {
    planted.seen.add(3, planted.seen.get(2));

    assertThat(found()).containsExactly(Violation.DUPLICATES);
  }

  @Test
  void findsANumberThatIsInTheLogTwice() {
    planted.log.add(3, planted.log.get(2));

    assertThat(found()).contains(Violation.DUPLICATES);
  }

  @Test
  void findsARowWhoseSumIsNotThatOfItsLog() {
    planted.change(row ->
        new Evidence.Row(
            row.run(),
            row.order(),
            row.status(),
            null,
            row.lastSeq(),
            row.logBytes(),
            row.logCrc32() ^ 1));

    assertThat(found()).containsExactly(Violation.CHECKSUM_MISMATCH);
  }

  @Test
  void findsALastEventWhoseSumIsNotThatOfTheEventsBeforeIt() {
    planted.log.set(
        5, PlantedEvidence.event(6, 2, EventType.RUN_SUCCEEDED, "{\"bytes\":1,\"crc32\":1}"));
    planted.seen.set(5, planted.log.getLast().json());
    planted.rowFollowsLog();

    assertThat(found()).containsExactly(Violation.CHECKSUM_MISMATCH);
  }

  @Test
  void findsAClientThatSawAnotherTextThanIsStored() {
    planted.seen.set(4, planted.seen.get(4).replace("Grüße", "Gruesse"));

    assertThat(found()).containsExactly(Violation.CHECKSUM_MISMATCH);
  }

  @Test
  void findsALogWithTwoEnds() {
    planted.log.add(planted.end(7, EventType.RUN_SUCCEEDED));
    planted.seen.add(planted.log.getLast().json());
    planted.rowFollowsLog();

    assertThat(found()).containsOnly(Violation.TERMINAL_TWICE);
  }

  @Test
  void findsALogThatGoesOnAfterItsEnd() {
    planted.log.add(PlantedEvidence.event(7, 2, EventType.LOG, "{}"));
    planted.seen.add(planted.log.getLast().json());
    planted.rowFollowsLog();

    assertThat(found()).containsOnly(Violation.TERMINAL_TWICE);
  }

  @Test
  void findsARowThatEndedOtherwiseThanItsLog() {
    planted.status("failed");

    assertThat(found()).containsExactly(Violation.TERMINAL_TWICE);
  }

  @Test
  void findsAProcessThatLivesOn() {
    planted.orphans.add("process 4711");

    assertThat(found()).containsExactly(Violation.ORPHAN_PROCESSES);
  }

  /** Each once, in the order of their enum. */
  private EnumSet<Violation> found() {
    var found = EnumSet.noneOf(Violation.class);
    InvariantChecker.check(planted.evidence()).forEach(finding -> found.add(finding.violation()));
    return found;
  }
}
