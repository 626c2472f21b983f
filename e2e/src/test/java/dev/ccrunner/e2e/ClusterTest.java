package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.firstWorker;
import static dev.ccrunner.e2e.EventLog.lastNumber;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.e2e.ApiClient.Event;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways and three workers, each a process of its own, with the fake Claude Code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTest {
  private static final Duration LEASE_AND_REAPER = Duration.ofSeconds(40);

  @TempDir static Path folder;
  private FastCluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster = FastCluster.start(folder, 3, Map.of());
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void carriesOutTwentyRunsAtOnceOnItsThreeWorkers() throws Exception {
    Callable<List<Event>> one =
        () -> {
          var client = cluster.client(0);
          var run =
              client.submit(
                  FakeCli.prompt("{\"text\":\"done\",\"events\":20,\"delay_ms\":50}"), "default");
          return numbered(client.streamToEnd(run, 0));
        };

    var logs = new ArrayList<List<Event>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var log : threads.invokeAll(IntStream.range(0, 20).mapToObj(_ -> one).toList())) {
        logs.add(log.get());
      }
    }

    var workers = new HashSet<String>();
    for (var log : logs) {
      assertGapless(log);
      assertThat(log.getLast().type()).isEqualTo("run.succeeded");
      workers.add(firstWorker(log));
    }
    assertThat(workers).hasSize(3);
  }

  @Test
  void losesNothingForAClientThatHangsUpFiftyTimesAndResumesOnTheOtherGateway() throws Exception {
    var run =
        cluster
            .client(0)
            .submit(
                FakeCli.prompt("{\"text\":\"long\",\"events\":600,\"delay_ms\":10}"), "default");
    var random = new Random(1);

    var seen = new ArrayList<Event>();
    int hangUps = 0;
    while (seen.isEmpty() || !seen.getLast().type().startsWith("run.succeeded")) {
      int atMost = hangUps < 50 ? random.nextInt(1, 12) : Integer.MAX_VALUE;
      seen.addAll(numbered(cluster.client(hangUps % 2).stream(run, lastNumber(seen), atMost)));
      hangUps++;
    }

    assertThat(hangUps).isGreaterThan(50);
    assertGapless(seen);
    assertThat(seen).isEqualTo(numbered(cluster.client(1).streamToEnd(run, 0)));
  }

  @Test
  void endsTheRunOfAWorkerThatIsKilledAndKeepsWhatClientsSaw() throws Exception {
    var client = cluster.client(0);
    var run =
        client.submit(
            FakeCli.prompt("{\"text\":\"never\",\"events\":5,\"sleep_ms\":600000}"), "default");
    var before = numbered(client.stream(run, 0, 7));
    var victim = cluster.worker(firstWorker(before));

    victim.kill();
    var all =
        await()
            .atMost(LEASE_AND_REAPER)
            .until(
                () -> numbered(cluster.client(1).streamToEnd(run, 0)),
                log -> log.getLast().type().equals("run.failed"));
    victim.start();

    assertThat(all.subList(0, before.size())).isEqualTo(before);
    assertGapless(all);
    assertThat(all).extracting(Event::type).contains("run.attempt_lost");
    assertThat(all.getLast().data()).contains("worker_lost");
  }
}
