package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.worker.WorkerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionStandTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

  private final Database database = new Database();
  private final SessionId session = database.session();
  private final WorkerId keeper = Database.worker();
  private final WorkerId other = Database.worker();

  @BeforeEach
  void register() {
    var workers = new WorkerRegistry(database.db);
    for (var worker : List.of(keeper, other)) {
      workers.register(new WorkerRegistration(worker, "a worker", 4, "2.1.330", "bwrap", "demo"));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void tellsAfterWhichAttemptTheSessionStands() {
    var first = database.claimed(database.queuedIn(session));
    assertThat(stand(first)).isNull();
    end(first, null);

    var second = database.claimed(database.queuedIn(session));

    assertThat(stand(second)).isEqualTo(first.key());
  }

  @Test
  void passesOverRunsThatNeverBegan() {
    var first = database.claimed(database.queuedIn(session));
    end(first, null);
    database.ledger.cancel(database.team, database.queuedIn(session), "no", Instant.EPOCH);

    assertThat(stand(database.claimed(database.queuedIn(session)))).isEqualTo(first.key());
  }

  @Test
  void standsElsewhereAfterARunThatWasTakenFromItsWorker() {
    var first = database.claimed(database.queuedIn(session));
    database.endLeases();
    database.endLost(database.reaping.takeOver(UUID.randomUUID(), Database.TTL, 10).getFirst());

    var stand = Objects.requireNonNull(stand(database.claimed(database.queuedIn(session))));

    assertThat(stand.runId()).isEqualTo(first.key().runId());
    assertThat(stand.epoch()).isGreaterThan(first.key().epoch());
  }

  @Test
  void givesWayToTheWorkerThatKeepsItsClaudeCode() {
    end(claimedBy(keeper, database.queuedIn(session)), A_MINUTE);
    var next = database.queuedIn(session);

    assertThat(claim(other, next)).isEqualTo(new ClaimAnswer.KeptBy(keeper));
    assertThat(claim(keeper, next)).isInstanceOf(ClaimAnswer.Taken.class);
    assertThat(claim(other, next)).isEqualTo(new ClaimAnswer.Nothing());
  }

  @Test
  void takesTheRunAllTheSameWhenItIsNotWaitedForLonger() {
    end(claimedBy(keeper, database.queuedIn(session)), A_MINUTE);
    var next = database.queuedIn(session);

    assertThat(database.leases.claim(database.team, next, other, Database.TTL, "bwrap"))
        .isPresent();
  }

  @Test
  void givesWayToNobodyWhoKeepsNothing() {
    end(claimedBy(keeper, database.queuedIn(session)), null);

    assertThat(claim(other, database.queuedIn(session))).isInstanceOf(ClaimAnswer.Taken.class);
  }

  @Test
  void givesWayToNobodyWhoseTimeIsOver() {
    end(claimedBy(keeper, database.queuedIn(session)), Duration.ofMillis(-1));

    assertThat(claim(other, database.queuedIn(session))).isInstanceOf(ClaimAnswer.Taken.class);
  }

  @Test
  void givesWayToNobodyWhoIsGone() {
    end(claimedBy(keeper, database.queuedIn(session)), A_MINUTE);
    new WorkerRegistry(database.db).gone(keeper);

    assertThat(claim(other, database.queuedIn(session))).isInstanceOf(ClaimAnswer.Taken.class);
  }

  @Test
  void givesNotWayForASessionThatHasGoneOn() {
    end(claimedBy(keeper, database.queuedIn(session)), A_MINUTE);
    var second = database.queuedIn(session);
    end(claimedBy(other, second), null);

    assertThat(claim(other, database.queuedIn(session))).isInstanceOf(ClaimAnswer.Taken.class);
  }

  @Test
  void knowsWhichSessionsStandWhereTheyWereLeft() {
    var left = claimedBy(keeper, database.queuedIn(session));
    end(left, A_MINUTE);
    assertThat(database.leases.standing(List.of(left.key()))).containsExactly(left.key());

    var next = database.queuedIn(session);
    assertThat(database.leases.standing(List.of(left.key()))).containsExactly(left.key());
    claimedBy(other, next);

    assertThat(database.leases.standing(List.of(left.key()))).isEmpty();
  }

  /** It has its claim already, and goes on right away. */
  @Test
  void standsForTheWorkerThatGoesOnItself() {
    var left = claimedBy(keeper, database.queuedIn(session));
    end(left, A_MINUTE);

    claimedBy(keeper, database.queuedIn(session));

    assertThat(database.leases.standing(List.of(left.key()))).containsExactly(left.key());
  }

  @Test
  void knowsThatNobodyGoesOnWithADeletedSession() {
    var left = claimedBy(keeper, database.queuedIn(session));
    end(left, A_MINUTE);
    database.sessionEnds.delete(database.team, session);

    assertThat(database.leases.standing(List.of(left.key()))).isEmpty();
  }

  private ClaimAnswer claim(WorkerId worker, RunId run) {
    return database.leases.claimOrGiveWay(database.team, run, worker, Database.TTL, "bwrap");
  }

  private RunLease claimedBy(WorkerId worker, RunId run) {
    return database.leases.claim(database.team, run, worker, Database.TTL, "bwrap").orElseThrow();
  }

  private static @Nullable LeaseKey stand(RunLease lease) {
    return Objects.requireNonNull(lease.session()).stand();
  }

  private void end(RunLease lease, @Nullable Duration keptFor) {
    var end = database.end(lease, null).keeping(keptFor);
    assertThat(database.leases.settle(end)).isTrue();
  }
}
