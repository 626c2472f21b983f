package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.e2e.ApiClient.Event;
import dev.ccrunner.embedded.Service;
import dev.ccrunner.local.cluster.ClusterNode;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Gateways and workers that die at exactly the wrong moment, or stand still, or are sent away. Two
 * of each; the second is there to take over.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration PACE = Duration.ofMillis(300);
  private static final String SHORT = FakeCli.prompt("{\"text\":\"done\",\"events\":5}");

  @TempDir static Path folder;
  private FastCluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = FastCluster.start(folder, 2, Map.of("ccr.worker.drain-time", "1s"));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  /** What a test before has killed lives again. */
  @BeforeEach
  void revive() {
    for (var node : nodes()) {
      if (!node.isRunning()) {
        node.set(Map.of());
        node.start();
      }
    }
  }

  private List<ClusterNode> nodes() {
    return Stream.<ClusterNode>concat(cluster.gateways().stream(), cluster.workers().stream())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bell-heard", "claimed", "child-started", "child-ended", "settled"})
  void everyRunSucceedsThoughAWorkerDiesWhen(String point) throws Exception {
    var victim = cluster.workers().getFirst();
    restart(victim, Map.of("ccr.faults.halt-at", point));

    var runs = new ArrayList<String>();
    // Until the victim is the one that hears a bell.
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          runs.add(cluster.client(1).submitRepeatable(SHORT, UUID.randomUUID().toString()));
          return !victim.isRunning();
        });
    for (var run : runs) {
      succeedsWithAWholeLog(run);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"submit-committed", "bell-rung"})
  void aRunIsAcceptedOnceThoughItsGatewayDiesWhen(String point) throws Exception {
    var victim = cluster.gateways().getFirst();
    restart(victim, Map.of("ccr.faults.halt-at", point));
    var key = UUID.randomUUID().toString();

    try {
      cluster.client(0).submitRepeatable(SHORT, key);
    } catch (IOException e) {
      // It died before it could answer: the client sends the same again, elsewhere.
    }
    var run = cluster.client(1).submitRepeatable(SHORT, key);

    succeedsWithAWholeLog(run);
    await().atMost(SOON).until(() -> !victim.isRunning());
    assertThat(cluster.client(1).get("/v1/runs/" + run).path("attempt").asInt()).isEqualTo(1);
  }

  @Test
  void aLostRunIsTakenOverOnceMoreWhenItsReaperDiesInTheMiddle() throws Exception {
    var reaper = cluster.gateways().getFirst();
    restart(reaper, Map.of("ccr.faults.halt-at", "lost-run-taken-over"));
    var run = cluster.client(1).submitRepeatable(FakeCli.prompt("{\"sleep_ms\":6000}"), "reaped");
    var worker = holderOf(run);

    worker.kill();
    succeedsWithAWholeLog(run);
  }

  @Test
  void aWorkerThatStoodStillBeyondItsLeaseWritesNothingMoreAndItsChildDies() throws Exception {
    var run = cluster.client(1).submitRepeatable(FakeCli.prompt("{\"sleep_ms\":6000}"), "paused");
    var worker = holderOf(run);

    worker.pause();
    try {
      succeedsWithAWholeLog(run);
    } finally {
      worker.resume();
    }

    var before = cluster.client(1).page(run, 200);
    await().atMost(SOON).until(() -> Processes.of(run).isEmpty());
    assertThat(cluster.client(1).page(run, 200)).isEqualTo(before);
    assertThat(cluster.client(1).get("/v1/runs/" + run).path("attempt").asInt()).isEqualTo(2);
  }

  @Test
  void noChildOfAWorkerThatStandsStillOutlivesItsLease() throws Exception {
    var run = cluster.client(1).submit(FakeCli.prompt("{\"sleep_ms\":600000}"), "default");
    var worker = holderOf(run);
    assertThat(Processes.of(run)).isNotEmpty();

    worker.pause();
    try {
      var log = numbered(cluster.client(1).streamToEnd(run, 0));

      assertThat(log.getLast().data()).contains("worker_lost");
      assertThat(Processes.of(run)).isEmpty();
    } finally {
      worker.resume();
    }
  }

  @Test
  void aWorkerThatIsSentAwayHandsOverWhatDoesNotEndInTime() throws Exception {
    var run = cluster.client(1).submitRepeatable(FakeCli.prompt("{\"sleep_ms\":6000}"), "drained");
    var worker = holderOf(run);

    worker.stop();

    // Of the first attempt: the second one may run on the other worker by now.
    assertThat(Processes.of(run + "-1")).isEmpty();
    var log = succeedsWithAWholeLog(run);
    assertThat(log)
        .filteredOn(event -> event.type().equals("run.attempt_lost"))
        .singleElement()
        .satisfies(event -> assertThat(event.data()).contains("Its worker was stopped"));
  }

  @Test
  void aRunThatMayNotBeRepeatedFailsWhenItsWorkerIsSentAway() throws Exception {
    var run = cluster.client(1).submit(FakeCli.prompt("{\"sleep_ms\":600000}"), "default");
    var worker = holderOf(run);

    worker.stop();
    var log = numbered(cluster.client(1).streamToEnd(run, 0));

    assertThat(log.getLast().type()).isEqualTo("run.failed");
    assertThat(log.getLast().data()).contains("worker_lost");
  }

  @Test
  void losesNothingWhenEverythingIsRestartedOneAfterTheOtherUnderLoad() throws Exception {
    var over = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var load = threads.submit(() -> submitUntil(over));

      for (var node : nodes()) {
        node.stop();
        node.start();
      }
      for (var service : Service.values()) {
        cluster.services().stop(service);
        cluster.services().start(service);
      }

      over.set(true);
      assertThat(load.get()).hasSizeGreaterThan(nodes().size());
      for (var run : load.get()) {
        succeedsWithAWholeLog(run);
      }
    }
  }

  /** A run after the other, each sent to one gateway and the next until it is accepted. */
  private List<String> submitUntil(AtomicBoolean over) {
    var script = FakeCli.prompt("{\"text\":\"done\",\"events\":5,\"delay_ms\":100}");
    var runs = new ArrayList<String>();
    while (!over.get()) {
      var key = UUID.randomUUID().toString();
      var asked = new AtomicInteger();
      await()
          .atMost(SOON)
          .pollDelay(PACE)
          .pollInterval(PACE)
          .ignoreExceptions()
          .untilAsserted(() -> {
            var gateway = cluster.client(asked.getAndIncrement() % 2);
            runs.add(gateway.submitRepeatable(script, key));
          });
    }
    return runs;
  }

  private List<Event> succeedsWithAWholeLog(String run) throws Exception {
    var log = numbered(cluster.client(1).streamToEnd(run, 0));
    assertGapless(log);
    assertThat(log.getLast().type()).as(log.getLast().data()).isEqualTo("run.succeeded");
    assertThat(log).filteredOn(event -> event.type().startsWith("run.succ")).hasSize(1);
    return log;
  }

  /** The worker that has the run, once its child is running. */
  private ClusterNode holderOf(String run) throws Exception {
    await()
        .atMost(SOON)
        .until(() ->
            cluster.client(1).get("/v1/runs/" + run).path("status").asString().equals("running"));
    return cluster.worker(cluster.client(1).get("/v1/runs/" + run).path("worker_id").asString());
  }

  private static void restart(ClusterNode node, Map<String, String> settings) {
    node.stop();
    node.set(settings);
    node.start();
  }
}
