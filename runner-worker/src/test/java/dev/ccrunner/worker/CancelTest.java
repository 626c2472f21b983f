package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.redis.ControlChannel;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.testkit.RealRedis;
import dev.ccrunner.wire.ControlMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cancel promises, whenever it comes and whatever the run does about it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelTest {
  private static final Duration RENEW_EVERY = Duration.ofSeconds(2);
  private static final Duration PROMISE = Duration.ofSeconds(1);

  private static final int TRIES = 8;
  private static final String OBEDIENT = "{\"bash_ms\":600000}";

  /** Ignores whatever can be ignored, and leaves a grandchild in a session of its own. */
  private static final String STUBBORN =
      "{\"ignore_int\":true,\"ignore_term\":true,\"fork\":true,\"sleep_ms\":600000}";

  @TempDir static Path folder;
  private RunningWorker worker;

  @BeforeAll
  void start() throws Exception {
    worker =
        RunningWorker.start(folder, "--ccr.lease.renew-every=" + RENEW_EVERY.toSeconds() + "s");
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {OBEDIENT, STUBBORN})
  void leavesNoProcessOneSecondAfterACancelWhenRedisIsThere(String script) {
    assertThat(keeps(PROMISE, worker, script, this::tellByRedis)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {OBEDIENT, STUBBORN})
  void leavesNoProcessOneSecondAfterTheNextRenewalWhenNobodyTellsTheWorker(String script) {
    assertThat(keeps(RENEW_EVERY.plus(PROMISE), worker, script, _ -> {})).isTrue();
  }

  @Test
  void keepsThatPromiseWhenRedisIsGone() throws Exception {
    try (var redis = RealRedis.start();
        var alone =
            RunningWorker.start(
                folder.resolve("alone"),
                "--spring.data.redis.url=" + redis.uri(),
                "--ccr.lease.renew-every=" + RENEW_EVERY.toSeconds() + "s")) {
      redis.stop();

      assertThat(keeps(RENEW_EVERY.plus(PROMISE), alone, STUBBORN, _ -> {})).isTrue();
    }
  }

  @Test
  void endsARunOnceWheneverItIsCancelledAndHoweverOften() {
    var runs = new ArrayList<RunId>();
    for (int i = 0; i < 20; i++) {
      var run = worker.submit("{\"text\":\"short\",\"sleep_ms\":100}");
      runs.add(run);
      // While it is queued, starting, running, finishing, or after its end.
      LockSupport.parkNanos(Duration.ofMillis(ThreadLocalRandom.current().nextInt(400)).toNanos());
      worker.cancel(run, "first");
      worker.cancel(run, "second");
      tellByRedis(run);
    }

    for (var run : runs) {
      var ended = worker.awaitEnd(run);
      worker.cancel(run, "too late");

      var events = worker.events(run);
      assertThat(ended.status()).isIn(RunStatus.CANCELLED, RunStatus.SUCCEEDED);
      assertThat(ended.statusReason()).isIn("first", null);
      assertThat(worker.find(run)).isEqualTo(ended);
      assertThat(events).filteredOn(RunEvent::terminal).hasSize(1);
      assertThat(events.getLast().terminal()).isTrue();
      assertThat(events).extracting(RunEvent::seq).containsExactlyElementsOf(oneTo(events.size()));
      assertThat(RunningWorker.processesOf(run)).isEmpty();
    }
  }

  /**
   * Whether a cancel ends every process of its run within {@code promise}. Several runs may try:
   * that the machine is busy with other tests says nothing about the promise.
   */
  private static boolean keeps(
      Duration promise, RunningWorker worker, String script, Consumer<RunId> tell) {
    return Stream.generate(() -> timeOfCancel(worker, script, tell))
        .limit(TRIES)
        .anyMatch(took -> took.compareTo(promise) < 0);
  }

  private static Duration timeOfCancel(RunningWorker worker, String script, Consumer<RunId> tell) {
    var run = worker.submit(script);
    worker.awaitEvent(run, "session.init");
    var processes = RunningWorker.processesOf(run);
    assertThat(processes).isNotEmpty();

    long before = System.nanoTime();
    worker.cancel(run, "enough");
    tell.accept(run);
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(RunningWorker.SOON)
        .until(() -> processes.stream().noneMatch(CancelTest::lives));
    var took = Duration.ofNanos(System.nanoTime() - before);

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(RunningWorker.processesOf(run)).isEmpty();
    return took;
  }

  /** A zombie is dead: it only waits for process 1 to take note, which may take its time. */
  private static boolean lives(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException _) {
      return false;
    }
  }

  private void tellByRedis(RunId run) {
    var holder = worker.find(run).workerId();
    if (holder != null) {
      var message = new ControlMessage(ControlMessage.Action.CANCEL, run);
      worker.bean(ControlChannel.class).send(holder, message).toCompletableFuture().join();
    }
  }

  private static List<Long> oneTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
