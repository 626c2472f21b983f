package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.ModelUse;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.wire.DispatchBell;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RunLeasesTest {
  private static final Database database = new Database();

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void givesARunToOneOfManyWorkersThatClaimItAtOnce() throws Exception {
    var run = database.queued();
    Callable<Optional<RunLease>> claim =
        () -> database.leases.claim(database.team, run, Database.worker(), Database.TTL, "bwrap");

    List<Future<Optional<RunLease>>> claims;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      claims = threads.invokeAll(java.util.Collections.nCopies(16, claim));
    }

    int won = 0;
    for (var future : claims) {
      won += future.get().isPresent() ? 1 : 0;
    }
    assertThat(won).isEqualTo(1);
  }

  @Test
  void storesTheEventsOfTheHolderAndOfNobodyElse() {
    var lease = database.claimed(database.queued());
    var stale =
        new RunLease(
            new LeaseKey(database.team, lease.key().runId(), lease.key().epoch() - 1),
            1,
            lease.spec(),
            lease.lastSeq(),
            lease.log(),
            lease.waited(),
            RunUsage.NONE);
    var batch = Database.batch(lease, 3);

    var accepted = database.events.append(List.of(Database.batch(stale, 5)));
    var taken = database.events.append(List.of(batch));

    assertThat(accepted).isEmpty();
    assertThat(taken).containsExactly(lease.key());
    assertThat(database.events.read(database.team, lease.key().runId(), 1, 100))
        .isEqualTo(batch.events());
    assertThat(find(lease).log()).isEqualTo(batch.log());
  }

  @Test
  void storesABatchOnceThoughItIsSentTwice() {
    var lease = database.claimed(database.queued());
    var batch = Database.batch(lease, 3);

    database.events.append(List.of(batch));
    var again = database.events.append(List.of(batch));

    assertThat(again).containsExactly(lease.key());
    assertThat(database.events.read(database.team, lease.key().runId(), 0, 100)).hasSize(4);
  }

  @Test
  void settlesARunWithEverythingItBroughtHome() {
    var lease = database.claimed(database.queued());
    assertThat(database.leases.started(lease.key())).isEqualTo(Started.YES);
    var usage =
        RunUsage.of(
            Map.of("claude", new ModelUse(new TokenUsage(1, 2, 3, 4), new BigDecimal("0.001090"))));

    boolean settled = database.leases.settle(settlement(lease, new RunOutcome.Succeeded(), usage));

    var run = find(lease);
    assertThat(settled).isTrue();
    assertThat(run.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(run.result()).isEqualTo(new RunResult("done", "{\"a\":1}", 7, "[]"));
    assertThat(run.usage()).isEqualTo(usage);
    assertThat(run.lastSeq()).isEqualTo(4);
    assertThat(run.failure()).isNull();
  }

  @Test
  void keepsTheChangeAndTheChecksOfARun() {
    var lease = database.claimed(database.queued());
    database.leases.started(lease.key());
    assertThat(find(lease).brought()).isEqualTo(OutputSummary.NOTHING);
    var end = settlement(lease, new RunOutcome.Succeeded(), RunUsage.NONE);
    var outputs = new RunOutputs("{\"base_sha\":null}", "[{\"name\":\"tests\"}]", List.of());

    database.leases.settle(end.bringing(outputs));

    assertThat(find(lease).brought())
        .isEqualTo(new OutputSummary("{\"base_sha\":null}", "[{\"name\":\"tests\"}]", 0));
  }

  @Test
  void takesTheSameEndTwiceFromTheSameAttemptAndNoneFromAnother() {
    var lease = database.claimed(database.queued());
    database.leases.started(lease.key());
    var end = settlement(lease, new RunOutcome.Succeeded(), RunUsage.NONE);
    var other =
        Settlement.of(
                new LeaseKey(database.team, lease.key().runId(), lease.key().epoch() + 1),
                end.outcome(),
                end.usage(),
                end.remaining(),
                end.log())
            .answering(end.result());

    assertThat(database.leases.settle(other)).isFalse();
    assertThat(database.leases.settle(end)).isTrue();
    assertThat(database.leases.settle(end)).isTrue();
    assertThat(database.events.read(database.team, lease.key().runId(), 0, 100)).hasSize(4);
  }

  @Test
  void tellsAWorkerThatStartsACancelledRun() {
    var lease = database.claimed(database.queued());
    database.ledger.cancel(database.team, lease.key().runId(), "enough", Database.NOON);

    assertThat(database.leases.started(lease.key())).isEqualTo(Started.CANCELLING);
  }

  @Test
  void leavesLostLeasesOutOfARenewal() {
    var kept = database.claimed(database.queued());
    var lost = database.claimed(database.queued());
    database.db.execute(
        "update run set epoch = epoch + 1 where id = {0}",
        org.jooq.impl.DSL.val(lost.key().runId().value()));

    var renewed = database.leases.renew(List.of(kept.key(), lost.key()), Database.TTL);

    assertThat(renewed).containsExactly(new Renewal(kept.key(), null, false));
  }

  /** A renewal that comes right after it must not take the run for another's. */
  @Test
  void doesNotCallALeaseLostWhoseRunItHasItselfEnded() {
    var held = database.claimed(database.queued());
    var ended = database.claimed(database.queued());
    database.leases.started(ended.key());
    assertThat(database.leases.settle(settlement(ended, new RunOutcome.Succeeded(), RunUsage.NONE)))
        .isTrue();
    var both = List.of(held.key(), ended.key());

    assertThat(database.leases.renew(both, Database.TTL))
        .extracting(Renewal::key)
        .containsExactlyInAnyOrderElementsOf(both);
    database.db.execute(
        "update run set epoch = epoch + 1 where id = {0}",
        org.jooq.impl.DSL.val(ended.key().runId().value()));
    assertThat(database.leases.renew(both, Database.TTL))
        .extracting(Renewal::key)
        .containsExactly(held.key());
  }

  @Test
  void handsALostRunToTheReaperWhichFencesItsWorkerOut() {
    try (var own = new Database()) {
      var lease = own.claimed(own.queued());
      own.leases.started(lease.key());
      own.endLeases();

      var lost = own.reaping.takeOver(java.util.UUID.randomUUID(), Database.TTL, 10);

      assertThat(lost).hasSize(1);
      assertThat(lost.getFirst().lostWorkers()).isEqualTo(1);
      assertThat(lost.getFirst().key().epoch()).isEqualTo(lease.key().epoch() + 1);
      assertThat(own.leases.renew(List.of(lease.key()), Database.TTL)).isEmpty();
      assertThat(own.events.append(List.of(Database.batch(lease, 1)))).isEmpty();
      assertThat(own.leases.settle(settlement(lease, new RunOutcome.Succeeded(), RunUsage.NONE)))
          .isFalse();
    }
  }

  @Test
  void requeuesALostRunSoThatItCanBeClaimedAgain() {
    try (var own = new Database()) {
      var lease = own.claimed(own.queued());
      own.endLeases();
      var lost = own.reaping.takeOver(java.util.UUID.randomUUID(), Database.TTL, 10).getFirst();
      var note = LifecycleEvents.attemptLost(lease.key().runId(), 2, 1, Database.NOON, "queued");
      var bell =
          new OutboxRecord(
              java.util.UUID.randomUUID(),
              own.team,
              "runs.dispatch",
              lease.key().runId().toString(),
              new DispatchBell(own.team, lease.key().runId()).encode());

      boolean requeued =
          own.leases.requeue(
              new Requeueing(
                  lost.key(), List.of(note), lost.log().plus(note), RunUsage.NONE, bell));
      var second = own.claimed(lease.key().runId());

      assertThat(requeued).isTrue();
      // That of the submit, and that of the requeueing.
      assertThat(own.outbox.size()).isEqualTo(2);
      assertThat(second.attempt()).isEqualTo(2);
      assertThat(second.lastSeq()).isEqualTo(2);
    }
  }

  @Test
  void countsAReaperThatDiedAsNoFurtherLostWorker() {
    try (var own = new Database()) {
      own.claimed(own.queued());
      own.endLeases();
      own.reaping.takeOver(java.util.UUID.randomUUID(), Database.TTL, 10);
      own.endLeases();

      var again = own.reaping.takeOver(java.util.UUID.randomUUID(), Database.TTL, 10);

      assertThat(again.getFirst().lostWorkers()).isEqualTo(1);
    }
  }

  @Test
  void releasesAgainWhatNobodyHasClaimed() {
    try (var own = new Database()) {
      var waiting = own.queued();
      own.claimed(own.queued());
      own.db.execute("update run set released_at = now() - interval '1 minute'");

      var released = own.reaping.releaseAgain(java.time.Duration.ofSeconds(30), 10);
      var at = own.reaping.releaseAgain(java.time.Duration.ofSeconds(30), 10);

      assertThat(released).containsExactly(new DispatchBell(own.team, waiting));
      assertThat(at).isEmpty();
    }
  }

  @Test
  void keepsTheFailureOfAFailedRun() {
    var lease = database.claimed(database.queued());
    var failure = RunFailure.of(FailureCode.LAUNCH_FAILED, "No such file.");

    database.leases.settle(settlement(lease, new RunOutcome.Failed(failure), RunUsage.NONE));

    assertThat(find(lease).failure()).isEqualTo(failure);
  }

  private static StoredRun find(RunLease lease) {
    return database.ledger.find(database.team, lease.key().runId()).orElseThrow();
  }

  /** Two events and the terminal one. */
  private static Settlement settlement(RunLease lease, RunOutcome outcome, RunUsage usage) {
    var batch = Database.batch(lease, 2);
    var remaining = new ArrayList<>(batch.events());
    var terminal =
        LifecycleEvents.ended(
            lease.key().runId(),
            lease.lastSeq() + 3,
            lease.attempt(),
            Database.NOON,
            outcome,
            batch.log());
    remaining.add(terminal);
    return Settlement.of(lease.key(), outcome, usage, remaining, batch.log().plus(terminal))
        .answering(new RunResult("done", "{\"a\":1}", 7, "[]"));
  }
}
