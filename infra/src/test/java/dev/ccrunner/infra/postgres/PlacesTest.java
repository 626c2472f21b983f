package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.team.Subject;
import dev.ccrunner.wire.DispatchBell;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits of concurrent runs, as workers and reapers meet them. */
@Timeout(120)
class PlacesTest {
  private final Database database = new Database();
  private final ApiKeyId key = new ApiKeyId(TimeOrderedIds.next());
  private final ApiKeyId other = new ApiKeyId(TimeOrderedIds.next());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void holdsARunBackThatFindsNoPlaceAndSaysWhatItWaitsFor() {
    allow(key, 1);
    var first = claimed(key);
    var second = database.queuedBy(key);

    assertThat(claim(second)).isEmpty();

    assertThat(find(second).status()).isEqualTo(RunStatus.QUEUED);
    assertThat(find(second).statusReason())
        .isEqualTo("Waits until another run of its API key ends: 1 at once is its limit.");
    assertThat(claim(second)).as("a bell that rings again changes nothing").isEmpty();
    assertThat(database.reaping.releaseAgain(java.time.Duration.ZERO, 10)).isEmpty();
    assertThat(first.attempt()).isEqualTo(1);
  }

  @Test
  void callsTheOldestRunInTheTransactionThatEndsAnother() {
    allow(key, 1);
    var first = claimed(key);
    var second = database.queuedBy(key);
    var third = database.queuedBy(key);
    assertThat(claim(third)).isEmpty();
    assertThat(claim(second)).isEmpty();
    forgetBells();

    end(first);

    assertThat(bells()).containsExactly(second);
    assertThat(find(second).statusReason()).isNull();
    assertThat(claim(second)).isPresent();
    assertThat(claim(third)).isEmpty();
  }

  @Test
  void keepsThePlaceForTheRunItHasCalled() {
    allow(key, 1);
    var first = claimed(key);
    var second = database.queuedBy(key);
    assertThat(claim(second)).isEmpty();
    end(first);

    var later = database.queuedBy(key);

    assertThat(claim(later)).as("submitted later, and its bell came first").isEmpty();
    assertThat(claim(second)).isPresent();
  }

  @Test
  void givesThePlaceOfACalledRunThatIsCancelledToTheNext() {
    allow(key, 1);
    var first = claimed(key);
    var second = database.queuedBy(key);
    var third = database.queuedBy(key);
    assertThat(claim(second)).isEmpty();
    assertThat(claim(third)).isEmpty();
    end(first);
    forgetBells();

    var _ = database.ledger.cancel(database.team, second, "enough", Database.NOON);
    database.held.callAll();

    assertThat(bells()).containsExactly(third);
  }

  @Test
  void countsALostRunUntilTheReaperHasEndedItsAttempt() {
    allow(key, 1);
    var lost = claimed(key);
    var next = database.queuedBy(key);
    assertThat(claim(next)).isEmpty();
    database.endLeases();
    assertThat(claim(next)).isEmpty();

    var taken = database.reaping.takeOver(UUID.randomUUID(), Database.TTL, 10).getFirst();
    database.held.callAll();
    assertThat(claim(next)).as("its worker may still be about to end it").isEmpty();
    forgetBells();
    requeue(taken);

    assertThat(bells())
        .as("the lost run's own bell, and that of the one that waited")
        .containsExactlyInAnyOrder(lost.key().runId(), next);
    assertThat(claim(lost.key().runId())).as("the place is kept for who waited").isEmpty();
    assertThat(claim(next)).isPresent();
  }

  @Test
  void obeysTheNarrowerAndTheWiderLimitTogether() {
    allow(key, 1);
    allowTeam(2);
    var ofKey = claimed(key);
    var ofOther = claimed(other);
    var waitsForBoth = database.queuedBy(key);
    var waitsForTeam = database.queuedBy(other);
    assertThat(claim(waitsForBoth)).isEmpty();
    assertThat(claim(waitsForTeam)).isEmpty();
    assertThat(find(waitsForBoth).statusReason()).contains("API key");
    assertThat(find(waitsForTeam).statusReason()).contains("team");
    forgetBells();

    end(ofOther);

    assertThat(bells()).as("the older one has no place in its key").containsExactly(waitsForTeam);
    forgetBells();
    end(ofKey);
    assertThat(bells()).containsExactly(waitsForBoth);
  }

  @Test
  void movesARunThatWaitsForTheTeamOnToItsKeysLimit() {
    allowTeam(1);
    var running = claimed(other);
    var first = database.queuedBy(key);
    var second = database.queuedBy(key);
    assertThat(claim(first)).isEmpty();
    assertThat(claim(second)).isEmpty();
    allow(key, 0);
    var ofOther = database.queuedBy(other);
    assertThat(claim(ofOther)).isEmpty();
    forgetBells();

    end(running);

    assertThat(bells()).containsExactly(ofOther);
    assertThat(find(first).statusReason()).contains("API key");
  }

  @Test
  void callsWhoHasAPlaceWhenALimitIsRaisedOrTakenAway() {
    allow(key, 0);
    var runs = List.of(database.queuedBy(key), database.queuedBy(key), database.queuedBy(key));
    runs.forEach(run -> assertThat(claim(run)).isEmpty());
    forgetBells();

    allow(key, 2);
    assertThat(bells()).containsExactly(runs.get(0), runs.get(1));
    forgetBells();

    assertThat(database.limits.delete(database.team, subject(key))).isTrue();
    assertThat(bells()).containsExactly(runs.get(2));
    runs.forEach(run -> assertThat(claim(run)).isPresent());
  }

  @Test
  void countsTheRunsThatWereThereBeforeTheLimit() {
    claimed(key);
    var second = claimed(key);
    var third = database.queuedBy(key);

    allow(key, 2);

    assertThat(database.limits.concurrentRuns(database.team, subject(key))).isEqualTo(2);
    assertThat(claim(third)).isEmpty();
    end(second);
    assertThat(claim(third)).isPresent();
  }

  @Test
  void leavesOtherKeysAlone() {
    allow(key, 0);

    claimed(other);
    claimed(other);
  }

  /** Whoever has a bell claims; who gets a run ends it. In the end all have run. */
  @Test
  void neverStartsMoreThanAllowedHoweverManyClaimAtOnce() throws Exception {
    int limit = 3;
    allow(key, limit);
    allowTeam(5);
    var active = new AtomicInteger();
    var most = new AtomicInteger();
    var ended = new AtomicInteger();
    var runs = new ArrayList<RunId>();
    for (int i = 0; i < 40; i++) {
      runs.add(database.queuedBy(i % 4 == 0 ? other : key));
    }
    var bells = new ConcurrentLinkedQueue<>(runs);
    forgetBells();
    List<Future<?>> workers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        workers.add(
            threads.submit(() -> {
              while (ended.get() < runs.size()) {
                var bell = bells.poll();
                if (bell == null) {
                  bells.addAll(takeBells());
                  continue;
                }
                var lease = claim(bell);
                if (lease.isEmpty()) {
                  continue;
                }
                most.accumulateAndGet(active.incrementAndGet(), Math::max);
                int ofKey = database.limits.concurrentRuns(database.team, subject(key));
                assertThat(ofKey).isLessThanOrEqualTo(limit);
                active.decrementAndGet();
                end(lease.get());
                ended.incrementAndGet();
              }
            }));
      }
      for (var worker : workers) {
        worker.get();
      }
    }
    assertThat(most.get()).isLessThanOrEqualTo(5);
    assertThat(ended.get()).isEqualTo(runs.size());
    assertThat(database.limits.concurrentRuns(database.team, Subject.of(database.team))).isZero();
  }

  private void allow(ApiKeyId who, int concurrent) {
    database.limits.put(database.team, new UsageLimit(subject(who), null, null, null, concurrent));
  }

  private void allowTeam(int concurrent) {
    database.limits.put(
        database.team, new UsageLimit(Subject.of(database.team), null, null, null, concurrent));
  }

  private static Subject subject(ApiKeyId who) {
    return new Subject(Subject.Kind.KEY, who.value());
  }

  private RunLease claimed(ApiKeyId who) {
    return claim(database.queuedBy(who)).orElseThrow();
  }

  private Optional<RunLease> claim(RunId run) {
    return database.leases.claim(database.team, run, Database.worker(), Database.TTL, "bwrap");
  }

  private void end(RunLease lease) {
    assertThat(database.leases.settle(database.end(lease, BigDecimal.ZERO))).isTrue();
  }

  private void requeue(LostRun lost) {
    var run = lost.key().runId();
    var note =
        LifecycleEvents.attemptLost(
            run, lost.lastSeq() + 1, lost.attempt(), Database.NOON, "queued");
    assertThat(
            database.leases.requeue(
                new Requeueing(
                    lost.key(),
                    List.of(note),
                    lost.log().plus(note),
                    RunUsage.NONE,
                    database.bell(run))))
        .isTrue();
  }

  private StoredRun find(RunId run) {
    return database.ledger.find(database.team, run).orElseThrow();
  }

  private void forgetBells() {
    var _ = takeBells();
  }

  /** The bells that wait in the outbox, in order. */
  private List<RunId> bells() {
    return read("select payload from outbox order by id");
  }

  private List<RunId> takeBells() {
    return read("delete from outbox returning payload");
  }

  private List<RunId> read(String sql) {
    return database.db.resultQuery(sql).fetch(row -> bell(row.get(0, String.class)));
  }

  private static RunId bell(@Nullable String payload) {
    return DispatchBell.decode(String.valueOf(payload)).orElseThrow().runId();
  }
}
