package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.MessageId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RunControlsTest {
  private static final Database database = new Database();
  private static final Author KEY = Author.of(new ApiKeyId(TimeOrderedIds.next()));

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void givesTheHolderEachControlOnceAndInTheOrderOfItsAcceptance() {
    var lease = running();
    // Ids of several gateways need not be in the order of acceptance.
    var first = new MessageId(UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff"));
    say(lease, first, "first");
    var second = say(lease, "second");
    var interrupt = TimeOrderedIds.next();
    database.controls.interrupt(database.team, lease.key().runId(), interrupt, KEY);

    var taken = database.controls.take(lease.key(), false);

    assertThat(taken)
        .containsExactly(
            new RunControl.Message(first, "first"),
            new RunControl.Message(second, "second"),
            new RunControl.Interrupt(interrupt));
    assertThat(database.controls.take(lease.key(), false)).isEmpty();
    assertThat(database.controls.take(lease.key(), true)).isEqualTo(taken);
  }

  @Test
  void tellsOfUntakenControlsWithARenewal() {
    var lease = running();

    assertThat(renew(lease).controls()).isFalse();
    say(lease, "now");
    assertThat(renew(lease).controls()).isTrue();
    database.controls.take(lease.key(), false);
    assertThat(renew(lease).controls()).isFalse();
  }

  @Test
  void givesNothingToAWorkerThatHasLostTheRun() {
    var lost = running();
    say(lost, "hello");
    database.endLeases();
    takeOver(lost);

    assertThat(database.controls.take(lost.key(), false)).isEmpty();
    assertThat(database.controls.take(lost.key(), true)).isEmpty();
  }

  @Test
  void saysAllMessagesAgainToTheNextAttemptAndForgetsInterrupts() {
    var lost = running();
    var message = say(lost, "hello");
    database.controls.interrupt(database.team, lost.key().runId(), TimeOrderedIds.next(), KEY);
    database.controls.take(lost.key(), false);
    var later = say(lost, "again");
    database.endLeases();
    var taken = takeOver(lost);
    var events =
        List.of(
            LifecycleEvents.attemptLost(
                lost.key().runId(), taken.lastSeq() + 1, 1, Database.NOON, "queued"));
    assertThat(
            database.leases.requeue(
                new Requeueing(
                    taken.key(),
                    events,
                    taken.log().plus(events.getFirst()),
                    RunUsage.NONE,
                    database.bell(lost.key().runId()))))
        .isTrue();

    var next = database.claimed(lost.key().runId());

    assertThat(database.controls.take(next.key(), false))
        .containsExactly(
            new RunControl.Message(message, "hello"), new RunControl.Message(later, "again"));
  }

  @Test
  void keepsAMessageForARunThatStillWaits() {
    var run = database.queued();
    var id = new MessageId(TimeOrderedIds.next());

    var answer = database.controls.message(database.team, run, id, "early", KEY, 10);
    var lease = database.claimed(run);

    assertThat(answer)
        .isInstanceOfSatisfying(
            Steering.Accepted.class, accepted -> assertThat(accepted.worker()).isNull());
    assertThat(database.controls.take(lease.key(), false))
        .containsExactly(new RunControl.Message(id, "early"));
  }

  @Test
  void takesNoMoreMessagesThanMayWaitUntilSomeAreHeard() {
    var lease = running();
    var run = lease.key().runId();
    message(run);
    message(run);

    assertThat(message(run)).isEqualTo(new Steering.Full(2));

    assertThat(database.controls.take(lease.key(), false)).hasSize(2);
    assertThat(message(run)).isInstanceOf(Steering.Accepted.class);
  }

  @Test
  void saysNothingToARunThatIsBeingEndedOrHasEnded() {
    var lease = running();
    var run = lease.key().runId();
    database.ledger.cancel(database.team, run, "enough", Database.NOON);
    assertThat(message(run)).isEqualTo(new Steering.NotNow(RunStatus.CANCELLING));
    assertThat(interrupt(run)).isEqualTo(new Steering.NotNow(RunStatus.CANCELLING));

    settle(lease, new RunOutcome.Cancelled("enough"));

    assertThat(message(run)).isEqualTo(new Steering.NotNow(RunStatus.CANCELLED));
    assertThat(interrupt(run)).isEqualTo(new Steering.NotNow(RunStatus.CANCELLED));
    assertThat(message(new RunId(TimeOrderedIds.next()))).isEqualTo(new Steering.Unknown());
    assertThat(
            database.controls.message(
                new TeamId(TimeOrderedIds.next()),
                run,
                new MessageId(TimeOrderedIds.next()),
                "mine",
                KEY,
                10))
        .isEqualTo(new Steering.Unknown());
  }

  @Test
  void hearsAnInterruptThatIsWantedTwiceAsOne() {
    var lease = running();

    var first = interrupt(lease.key().runId());
    var second = interrupt(lease.key().runId());

    assertThat(second).isEqualTo(first);
    assertThat(database.controls.take(lease.key(), false)).hasSize(1);
  }

  @Test
  void hasNoTurnToInterruptBeforeTheRunHasBegun() {
    assertThat(interrupt(database.queued())).isEqualTo(new Steering.NotNow(RunStatus.QUEUED));
    assertThat(interrupt(database.claimed(database.queued()).key().runId()))
        .isEqualTo(new Steering.NotNow(RunStatus.STARTING));
  }

  @Test
  void endsARunWhoseTurnWasInterruptedAsCancelled() {
    var lease = running();

    assertThat(settle(lease, new RunOutcome.Cancelled("Interrupted."))).isTrue();

    var found = database.ledger.find(database.team, lease.key().runId()).orElseThrow();
    assertThat(found.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(found.statusReason()).isEqualTo("Interrupted.");
  }

  private static RunLease running() {
    var lease = database.claimed(database.queued());
    assertThat(database.leases.started(lease.key())).isEqualTo(Started.YES);
    return lease;
  }

  private static MessageId say(RunLease lease, String text) {
    var id = new MessageId(TimeOrderedIds.next());
    say(lease, id, text);
    return id;
  }

  private static void say(RunLease lease, MessageId id, String text) {
    assertThat(database.controls.message(database.team, lease.key().runId(), id, text, KEY, 10))
        .isInstanceOfSatisfying(
            Steering.Accepted.class, accepted -> assertThat(accepted.worker()).isNotNull());
  }

  private static Steering message(RunId run) {
    return database.controls.message(
        database.team, run, new MessageId(TimeOrderedIds.next()), "hello", KEY, 2);
  }

  private static Steering interrupt(RunId run) {
    return database.controls.interrupt(database.team, run, TimeOrderedIds.next(), KEY);
  }

  private static Renewal renew(RunLease lease) {
    return database.leases.renew(List.of(lease.key()), Database.TTL).getFirst();
  }

  private static LostRun takeOver(RunLease lease) {
    return database.reaping.takeOver(TimeOrderedIds.next(), Database.TTL, 100).stream()
        .filter(lost -> lost.key().runId().equals(lease.key().runId()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean settle(RunLease lease, RunOutcome outcome) {
    var terminal =
        LifecycleEvents.ended(
            lease.key().runId(),
            lease.lastSeq() + 1,
            lease.attempt(),
            Database.NOON,
            outcome,
            lease.log());
    return database.leases.settle(
        Settlement.of(
            lease.key(), outcome, RunUsage.NONE, List.of(terminal), lease.log().plus(terminal)));
  }
}
