package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Subject;
import dev.ccrunner.wire.DispatchBell;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of runs in a session, as clients, workers and reapers meet it. */
@Timeout(120)
class SessionOrderTest {
  private final Database database = new Database();
  private final SessionId session = database.session();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void numbersTheRunsOfASessionAndTellsTheirHolder() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);

    var lease = database.claimed(first);

    assertThat(find(first).session()).isEqualTo(new SessionPlace(session, 1));
    assertThat(find(second).session()).isEqualTo(new SessionPlace(session, 2));
    var stored = stored();
    assertThat(lease.session())
        .isEqualTo(new LeasedSession(session, 1, stored.conversation(), stored.workspace()));
    assertThat(stored.runs()).isEqualTo(2);
    assertThat(stored.lastRun()).isEqualTo(second);
    assertThat(stored.status()).isEqualTo(SessionStatus.ACTIVE);
    assertThat(database.ledger.list(database.team, inSession(), 10))
        .extracting(StoredRun::id)
        .containsExactly(second, first);
  }

  @Test
  void holdsALaterRunBackAndSaysWhatItWaitsFor() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);

    assertThat(bells()).containsExactly(first);
    assertThat(claim(second)).isEmpty();
    assertThat(find(second).status()).isEqualTo(RunStatus.QUEUED);
    var third = database.queuedIn(session);
    assertThat(find(second).statusReason()).contains(first.toString());
    assertThat(find(third).statusReason()).contains(first.toString());
    assertThat(database.ledger.list(database.team, inSession(), 1))
        .extracting(StoredRun::statusReason)
        .containsExactly(find(third).statusReason());
    assertThat(database.reaping.releaseAgain(Duration.ZERO, 10))
        .extracting(DispatchBell::runId)
        .containsExactly(first);
    database.held.callAll();
    assertThat(claim(second)).as("nothing has ended").isEmpty();
  }

  @Test
  void callsTheNextRunInTheTransactionThatEndsTheOneBefore() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);
    var third = database.queuedIn(session);
    var lease = database.claimed(first);
    forgetBells();

    end(lease);

    assertThat(bells()).containsExactly(second);
    assertThat(find(second).statusReason()).isNull();
    assertThat(claim(third)).isEmpty();
    assertThat(claim(second)).isPresent();
  }

  @Test
  void becomesIdleAndGoesOnWithTheNextRun() {
    end(database.claimed(database.queuedIn(session)));
    assertThat(stored().status()).isEqualTo(SessionStatus.IDLE);
    forgetBells();

    var next = database.queuedIn(session);

    assertThat(bells()).containsExactly(next);
    assertThat(claim(next)).isPresent();
  }

  @Test
  void passesOnWhenAQueuedRunIsCancelledInItsTurn() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);
    forgetBells();

    cancel(first);

    assertThat(bells()).containsExactly(second);
  }

  @Test
  void passesOverARunThatWasCancelledWhileItWaited() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);
    var third = database.queuedIn(session);
    var lease = database.claimed(first);
    forgetBells();

    cancel(second);
    assertThat(bells()).isEmpty();
    assertThat(claim(third)).isEmpty();
    end(lease);

    assertThat(bells()).containsExactly(third);
    assertThat(stored().current()).isEqualTo(3);
  }

  @Test
  void passesOnWhenARunExpires() {
    var key = new ApiKeyId(TimeOrderedIds.next());
    var first = database.queuedIn(session, key, Duration.ofMillis(1));
    var second = database.queuedIn(session, key, Duration.ofMillis(1));
    var third = database.queuedIn(session);
    forgetBells();
    database.db.execute("update run set expires_at = now() where expires_at is not null");

    assertThat(database.expiry.expire(Database.NOON, 10))
        .extracting(ended -> ended.key().runId())
        .containsExactlyInAnyOrder(first, second);

    assertThat(bells()).containsExactly(third);
  }

  @Test
  void keepsTheTurnOfARunThatIsQueuedAgain() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);
    database.claimed(first);
    database.endLeases();
    var lost = database.reaping.takeOver(UUID.randomUUID(), Database.TTL, 10).getFirst();
    forgetBells();

    database.requeue(lost);

    assertThat(bells()).containsExactly(first);
    assertThat(claim(second)).isEmpty();
    assertThat(claim(first)).isPresent();
  }

  @Test
  void passesOnWhenTheReaperEndsALostRun() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);
    database.claimed(first);
    database.endLeases();
    var lost = database.reaping.takeOver(UUID.randomUUID(), Database.TTL, 10).getFirst();
    forgetBells();

    database.endLost(lost);

    assertThat(bells()).containsExactly(second);
  }

  /** Whatever was released by mistake: two processes on one conversation would lose one of them. */
  @Test
  void refusesAClaimWhileAnEarlierRunGoesOnWhateverWasReleased() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);
    var lease = database.claimed(first);
    database.db.execute(
        "update run set released_at = now(), held_by = null where id = {0}",
        DSL.val(second.value()));

    assertThat(claim(second)).isEmpty();
    end(lease);
    assertThat(claim(second)).isPresent();
  }

  @Test
  void findsASessionThatStandsStill() {
    var first = database.queuedIn(session);
    var second = database.queuedIn(session);
    forgetBells();
    database.db.execute(
        "update run set status = 'cancelled', finished_at = now() where id = {0}",
        DSL.val(first.value()));

    database.held.callAll();

    assertThat(bells()).containsExactly(second);
    assertThat(claim(second)).isPresent();
  }

  @Test
  void isHeldBackByItsSessionAndThenByALimit() {
    var key = new ApiKeyId(TimeOrderedIds.next());
    database.limits.put(
        database.team,
        new UsageLimit(new Subject(Subject.Kind.KEY, key.value()), null, null, null, 1));
    var other = database.queuedBy(key);
    var first = database.queuedIn(session);
    var second = database.queuedIn(session, key, null);
    var place = database.claimed(other);
    database.held.callAll();
    assertThat(find(second).statusReason()).contains(first.toString());

    end(database.claimed(first));
    assertThat(claim(second)).as("the key's only place is taken").isEmpty();
    assertThat(find(second).statusReason()).contains("API key");
    database.held.callAll();
    forgetBells();
    end(place);

    assertThat(bells()).containsExactly(second);
    assertThat(claim(second)).isPresent();
  }

  @Test
  void refusesARunForAnArchivedOrUnknownSessionAndLeavesNothingBehind() {
    var stored = stored();
    database.sessions.change(
        stored.with(null, Map.of("a", "b"), Database.NOON, Duration.ofDays(1)));

    assertThatThrownBy(() -> database.queuedIn(session))
        .isInstanceOfSatisfying(
            SessionRefusedException.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(SessionRefusedException.Reason.ARCHIVED));
    assertThatThrownBy(() -> database.queuedIn(new SessionId(TimeOrderedIds.next())))
        .isInstanceOfSatisfying(
            SessionRefusedException.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(SessionRefusedException.Reason.UNKNOWN));
    assertThat(bells()).isEmpty();
    assertThat(database.db.fetchCount(DSL.table("run_event"))).isZero();
  }

  /** Two workers race to go on with one conversation: one has it, the other run waits. */
  @Test
  void letsOneOfTwoRunsGoOnThatWereSubmittedAtOnce() throws Exception {
    for (int round = 0; round < 20; round++) {
      var one = database.session();
      var both = atOnce(() -> database.queuedIn(one), () -> database.queuedIn(one));
      var leases = atOnce(() -> claim(both.get(0)), () -> claim(both.get(1)));

      var won = leases.stream().flatMap(Optional::stream).toList();
      assertThat(won).hasSize(1);
      assertThat(won.getFirst().session()).extracting(LeasedSession::number).isEqualTo(1L);
      var waits = both.stream().filter(run -> !run.equals(won.getFirst().key().runId())).toList();
      assertThat(claim(waits.getFirst())).isEmpty();
      end(won.getFirst());
      var next = claim(waits.getFirst()).orElseThrow();
      assertThat(next.session()).extracting(LeasedSession::number).isEqualTo(2L);
      end(next);
    }
  }

  @Test
  void removesADeletedSessionWhenItsLastRunHasEnded() {
    var lease = database.claimed(database.queuedIn(session));

    database.sessionEnds.delete(database.team, session);
    assertThat(database.sessions.find(database.team, session)).isEmpty();
    assertThatThrownBy(() -> database.queuedIn(session))
        .isInstanceOf(SessionRefusedException.class);
    assertThat(database.sessionEnds.purge(10)).isZero();
    end(lease);

    assertThat(database.sessionEnds.purge(10)).isEqualTo(1);
    assertThat(database.db.fetchCount(DSL.table("session_text"))).isZero();
    assertThat(find(lease.key().runId()).status()).isEqualTo(RunStatus.CANCELLED);
  }

  @Test
  void expiresWhatWasNotUsedForAsLongAsItIsKept() {
    var idle = database.session();
    database.queuedIn(session);
    database.db.execute("update session set expires_at = now() - interval '1 second'");

    assertThat(database.sessionEnds.expire(10)).containsExactly(idle);
  }

  private static <T> List<T> atOnce(Callable<T> one, Callable<T> other) throws Exception {
    var start = new CyclicBarrier(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<T> first = threads.submit(() -> after(start, one));
      Future<T> second = threads.submit(() -> after(start, other));
      return List.of(first.get(), second.get());
    }
  }

  private static <T> T after(CyclicBarrier start, Callable<T> act) throws Exception {
    start.await();
    return act.call();
  }

  private RunFilter inSession() {
    return new RunFilter(null, session, Map.of(), null, null);
  }

  private StoredSession stored() {
    return database.sessions.find(database.team, session).orElseThrow();
  }

  private Optional<RunLease> claim(RunId run) {
    return database.leases.claim(database.team, run, Database.worker(), Database.TTL, "bwrap");
  }

  private void end(RunLease lease) {
    assertThat(database.leases.settle(database.end(lease, BigDecimal.ZERO))).isTrue();
  }

  private void cancel(RunId run) {
    assertThat(database.ledger.cancel(database.team, run, "enough", Database.NOON))
        .isInstanceOf(Cancellation.Done.class);
  }

  private StoredRun find(RunId run) {
    return database.ledger.find(database.team, run).orElseThrow();
  }

  private void forgetBells() {
    database.db.execute("delete from outbox");
  }

  private List<RunId> bells() {
    return database
        .db
        .resultQuery("select payload from outbox order by id")
        .fetch(row ->
            DispatchBell.decode(String.valueOf(row.get(0, String.class))).orElseThrow().runId());
  }
}
