package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LeaseReaping;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs whose lease is lost while a check of theirs is made. */
class LostDuringACheckTest {
  /** Leaves something behind besides, which does not end when it is asked to. */
  private static final String SLOW =
      "trap '' TERM INT; setsid sleep 300 & echo here; sleep 300; echo never";

  @TempDir Path folder;
  private RunningWorker worker;

  @BeforeEach
  void start() throws IOException {
    worker = RunningWorker.start(folder.resolve("1"));
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void endsTheCheckAndWritesNothingMoreWhileAnotherWorkerCarriesTheRunOut() throws Exception {
    var run = submit();
    var held = awaitCheck(run);

    // As the reaper does it; the check of the next attempt is a short one.
    worker
        .bean(JdbcTemplate.class)
        .update(
            "update run set epoch = epoch + 1, lease_owner = null, lease_until = null,"
                + " status = 'queued', released_at = now(), spec = replace(spec::text, ?, 'true')::jsonb"
                + " where id = ?",
            SLOW,
            run.value());
    await().atMost(RunningWorker.SOON).until(() -> RunningWorker.processesOf(run).isEmpty());
    assertThat(worker.find(run).status()).isEqualTo(RunStatus.QUEUED);
    assertThat(worker.events(run)).isEqualTo(held);

    var first = worker.find(run).workerId();
    var other = worker.another(folder.resolve("2"));
    try {
      worker.stop();
      other.ring(run);
      var ended = other.awaitEnd(run);

      assertThat(ended.status()).as("%s", ended.failure()).isEqualTo(RunStatus.SUCCEEDED);
      assertThat(ended.attempt()).isEqualTo(2);
      assertThat(ended.workerId()).isNotEqualTo(first);
      assertThat(other.events(run).subList(0, held.size())).isEqualTo(held);
      assertThat(other.events(run, "check.finished", "")).hasSize(1);
      assertThat(other.events(run, "check.finished", "\"passed\":true")).hasSize(1);
      assertThat(other.events(run, "log", "never")).isEmpty();
      assertThat(other.events(run)).filteredOn(RunEvent::terminal).hasSize(1);
      assertThat(other.events(run))
          .extracting(RunEvent::seq)
          .containsExactlyElementsOf(
              LongStream.rangeClosed(1, other.events(run).size()).boxed().toList());
    } finally {
      other.stop();
    }
  }

  @Test
  void endsTheCheckBeforeALeaseEndsThatItCannotRenew() throws Exception {
    var run = submit();
    var held = awaitCheck(run);

    var row = "select from run where id = '%s' for update".formatted(run.value());
    try (var _ = OthersLock.of(worker, row)) {
      await().atMost(RunningWorker.SOON).until(() -> RunningWorker.processesOf(run).isEmpty());
      assertThat(leaseLeft(run)).as("it is nobody else's yet").isTrue();
    }

    await().atMost(RunningWorker.SOON).until(() -> !leaseLeft(run));
    var reaped =
        worker.bean(LeaseReaping.class).takeOver(UUID.randomUUID(), Duration.ofMinutes(1), 10);
    assertThat(reaped).extracting(lost -> lost.key().runId()).containsExactly(run);
    StoredRun lost = worker.find(run);
    assertThat(lost.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(worker.events(run)).isEqualTo(held);
  }

  private RunId submit() {
    var check = new CheckSpec("slow", SLOW, 2, Duration.ofMinutes(4));
    return worker.submit(RunningWorker.saying("hello").checkedBy(List.of(check)));
  }

  /** Until the check is made; answers the log so far. */
  private List<RunEvent> awaitCheck(RunId run) {
    await().atMost(RunningWorker.SOON).until(() -> !worker.events(run, "log", "here").isEmpty());
    assertThat(RunningWorker.processesOf(run)).isNotEmpty();
    return worker.events(run);
  }

  private boolean leaseLeft(RunId run) {
    return Boolean.TRUE.equals(
        worker
            .bean(JdbcTemplate.class)
            .queryForObject(
                "select lease_until > now() from run where id = ?", Boolean.class, run.value()));
  }
}
