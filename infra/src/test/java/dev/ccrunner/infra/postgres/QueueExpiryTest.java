package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueueExpiryTest {
  private final Database database = new Database();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void endsARunThatNobodyClaimedInTimeOnceAndWithAWholeLog() {
    var run = database.queuedFor(Duration.ofMinutes(-1));

    var ended = expire();
    var again = expire();

    assertThat(ended).extracting(found -> found.key().runId()).containsExactly(run);
    assertThat(again).isEmpty();
    var found = database.ledger.find(database.team, run).orElseThrow();
    assertThat(found.status()).isEqualTo(RunStatus.FAILED);
    assertThat(found.failure()).isNotNull();
    assertThat(found.failure().code()).isEqualTo(FailureCode.EXPIRED);
    assertThat(found.finishedAt()).isNotNull();
    var events = database.events.read(database.team, run, 0, 10);
    assertThat(events).extracting(RunEvent::type).containsExactly("run.queued", "run.failed");
    assertThat(events.getLast().json()).contains("\"code\":\"expired\"");
    assertThat(found.log())
        .isEqualTo(LogChecksum.EMPTY.plus(events.getFirst()).plus(events.getLast()));
    assertThat(found.lastSeq()).isEqualTo(2);
  }

  @Test
  void givesNoWorkerARunThatHasExpiredButWasNotFoundYet() {
    var run = database.queuedFor(Duration.ofMinutes(-1));

    assertThat(claim(run)).isEmpty();
  }

  @Test
  void leavesRunsAloneThatStillHaveTimeOrNeverExpire() {
    var patient = database.queued();
    var early = database.queuedFor(Duration.ofMinutes(1));

    assertThat(expire()).isEmpty();
    assertThat(claim(patient)).isPresent();
    assertThat(claim(early)).isPresent();
  }

  @Test
  void doesNotExpireARunThatWasClaimedBefore() {
    var run = database.queuedFor(Duration.ofMinutes(1));
    database.claimed(run);
    // Its worker was lost, and it is queued again past its time.
    database.db.execute(
        "update run set status = 'queued', lease_owner = null, lease_until = null,"
            + " expires_at = now() - interval '1 minute'");

    assertThat(expire()).isEmpty();
    assertThat(claim(run)).isPresent();
  }

  private List<EndedRun> expire() {
    return database.expiry.expire(Database.NOON, 100);
  }

  private java.util.Optional<RunLease> claim(RunId run) {
    return database.leases.claim(database.team, run, Database.worker(), Database.TTL, "bwrap");
  }
}
