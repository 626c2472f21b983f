package dev.ccrunner.worker.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.EventBatch;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.MutableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class AttemptLogTest {
  private static final LogChecksum BEFORE = new LogChecksum(100, 7);
  private static final OutputSettings SETTINGS =
      new OutputSettings(
          Duration.ofSeconds(1),
          DataSize.ofKilobytes(256),
          DataSize.ofKilobytes(4),
          DataSize.ofBytes(500),
          Duration.ofDays(7));

  @TempDir Path folder;
  private final Live live = new Live();
  private final List<EventBatch> stored = new ArrayList<>();
  private boolean refuses;
  private final EventFlusher flusher = new EventFlusher(this::store, SETTINGS);
  private AttemptLog log;

  @BeforeEach
  void open() {
    log =
        new AttemptLog(
            lease(),
            MutableClock.at("2026-11-22T12:00:00Z"),
            Spool.create(folder, "run-3"),
            live,
            flusher,
            SETTINGS.maxPending().toBytes());
    flusher.add(log);
  }

  @Test
  void numbersFromWhereTheAttemptBeforeEnded() throws Exception {
    log.append(EventType.LOG, "{}");
    log.append(EventType.LOG, "{}");

    assertThat(live.events).extracting(RunEvent::seq).containsExactly(6L, 7L);
    assertThat(live.events).extracting(RunEvent::attempt).containsOnly(2);
  }

  @Test
  void carriesEventsOverWithTheChecksumOfTheWholeLog() throws Exception {
    log.append(EventType.LOG, "{\"n\":1}");
    log.append(EventType.LOG, "{\"n\":2}");

    flusher.flush();
    flusher.flush();

    assertThat(stored).hasSize(1);
    assertThat(stored.getFirst().events()).isEqualTo(live.events);
    assertThat(stored.getFirst().log())
        .isEqualTo(BEFORE.plus(live.events.get(0)).plus(live.events.get(1)));
    assertThat(live.storedUpTo).isEqualTo(7);
  }

  @Test
  void keepsEventsThatPostgresDidNotTakeForTheNextRound() throws Exception {
    log.append(EventType.LOG, "{}");
    var failing =
        new EventFlusher(
            _ -> {
              throw new IllegalStateException("PostgreSQL is away");
            },
            SETTINGS);
    failing.add(log);

    failing.flush();
    flusher.flush();

    assertThat(stored).hasSize(1);
  }

  @Test
  void makesItsWriterWaitWhilePostgresIsTooFarBehind() throws Exception {
    String large = "{\"text\":\"" + "x".repeat(600) + "\"}";
    log.append(EventType.LOG, large);
    var writer = Thread.ofVirtual().start(() -> appendQuietly(large));
    await().until(() -> writer.getState() == Thread.State.WAITING);

    flusher.flush();
    writer.join();

    assertThat(live.events).hasSize(2);
  }

  @Test
  void endsWithWhatIsNotStoredYetAndTheTerminalEventLast() throws Exception {
    log.append(EventType.LOG, "{\"n\":1}");
    flusher.flush();
    log.append(EventType.LOG, "{\"n\":2}");

    var ending = log.end(new RunOutcome.Succeeded());

    assertThat(ending.remaining()).extracting(RunEvent::seq).containsExactly(7L, 8L);
    assertThat(ending.last().type()).isEqualTo("run.succeeded");
    assertThat(ending.last().json()).contains("\"last_seq\":8");
    assertThat(live.events).extracting(RunEvent::seq).containsExactly(6L, 7L);
    assertThat(Files.readAllLines(folder.resolve("run-3.jsonl"))).hasSize(3);
  }

  @Test
  void showsTheTerminalEventOnlyWhenTheEndIsAnnounced() throws Exception {
    var ending = log.end(new RunOutcome.Succeeded());
    assertThat(live.end).isNull();

    log.announceEnd(ending);

    assertThat(live.end).isEqualTo(ending.last());
    assertThat(folder.resolve("run-3.jsonl")).doesNotExist();
  }

  @Test
  void takesNothingMoreOnceItsEpochIsOver() throws Exception {
    log.append(EventType.LOG, "{}");
    refuses = true;

    flusher.flush();
    log.append(EventType.LOG, "{}");
    log.delta(RunDelta.MESSAGE, "{}");

    assertThat(live.events).hasSize(1);
    assertThat(live.deltas).isEmpty();
    assertThat(folder.resolve("run-3.jsonl")).exists();
  }

  @Test
  void carriesOverWhatClientsSawOfAnAbandonedLogAndNothingMore() throws Exception {
    log.append(EventType.LOG, "{\"n\":1}");
    log.abandon();
    log.append(EventType.LOG, "{\"n\":2}");

    flusher.flush();
    flusher.flush();

    assertThat(stored).singleElement().satisfies(batch -> assertThat(batch.events()).hasSize(1));
    assertThat(live.events).hasSize(1);
    assertThat(Files.readAllLines(folder.resolve("run-3.jsonl"))).hasSize(1);
  }

  @Test
  void forgetsAnAbandonedLogThatPostgresRefuses() throws Exception {
    log.append(EventType.LOG, "{}");
    log.abandon();
    refuses = true;
    flusher.flush();
    refuses = false;

    flusher.flush();

    assertThat(stored).isEmpty();
  }

  private void appendQuietly(String dataJson) {
    try {
      log.append(EventType.LOG, dataJson);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Set<LeaseKey> store(List<EventBatch> batches) {
    if (refuses) {
      return Set.of();
    }
    stored.addAll(batches);
    return batches.stream().map(EventBatch::key).collect(Collectors.toSet());
  }

  private static RunLease lease() {
    var spec =
        new RunSpec(
            "prompt",
            null,
            null,
            null,
            null,
            null,
            PermissionMode.DEFAULT,
            PermissionRules.NONE,
            new RunLimits(null, null, Duration.ofMinutes(1), Duration.ofMinutes(1)),
            RetryPolicy.NEVER,
            Map.of());
    return new RunLease(
        new LeaseKey(new TeamId(UUID.randomUUID()), new RunId(UUID.randomUUID()), 3),
        2,
        spec,
        5,
        BEFORE,
        Duration.ZERO,
        RunUsage.NONE);
  }

  private static final class Live implements LiveSink {
    private final List<RunEvent> events = new ArrayList<>();
    private final List<RunDelta> deltas = new ArrayList<>();
    private long storedUpTo;
    private @org.jspecify.annotations.Nullable RunEvent end;

    @Override
    public void event(LeaseKey key, RunEvent event) {
      events.add(event);
    }

    @Override
    public void delta(LeaseKey key, RunDelta delta) {
      deltas.add(delta);
    }

    @Override
    public void stored(LeaseKey key, long seq) {
      storedUpTo = seq;
    }

    @Override
    public void end(LeaseKey key, RunEvent terminal) {
      end = terminal;
    }
  }
}
