package dev.ccrunner.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.e2e.ApiClient.Event;
import dev.ccrunner.local.cluster.ClusterOptions;
import dev.ccrunner.local.cluster.ClusterProfile;
import dev.ccrunner.local.cluster.LocalCluster;
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
import java.util.stream.LongStream;
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
  private LocalCluster cluster;

  @BeforeAll
  void start() throws Exception {
    cluster =
        LocalCluster.start(
            ClusterOptions.in(folder.resolve("data"))
                .size(2, 3, 4)
                .profile(ClusterProfile.FAST)
                .environment(Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()))
                .claudeBin(FakeCli.install(folder.resolve("cli"))));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void carriesOutTwentyRunsAtOnceOnItsThreeWorkers() throws Exception {
    Callable<List<Event>> one =
        () -> {
          var client = gateway(0);
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
      assertThat(log).extracting(Event::id).containsExactlyElementsOf(oneTo(log.size()));
      assertThat(log.getLast().type()).isEqualTo("run.succeeded");
      workers.add(worker(log));
    }
    assertThat(workers).hasSize(3);
  }

  @Test
  void losesNothingForAClientThatHangsUpFiftyTimesAndResumesOnTheOtherGateway() throws Exception {
    var run =
        gateway(0)
            .submit(
                FakeCli.prompt("{\"text\":\"long\",\"events\":600,\"delay_ms\":10}"), "default");
    var random = new Random(1);

    var seen = new ArrayList<Event>();
    int hangUps = 0;
    while (seen.isEmpty() || !seen.getLast().type().startsWith("run.succeeded")) {
      long last = seen.isEmpty() ? 0 : id(seen.getLast());
      int atMost = hangUps < 50 ? random.nextInt(1, 12) : Integer.MAX_VALUE;
      seen.addAll(numbered(gateway(hangUps % 2).stream(run, last, atMost)));
      hangUps++;
    }

    assertThat(hangUps).isGreaterThan(50);
    assertThat(seen).extracting(Event::id).containsExactlyElementsOf(oneTo(seen.size()));
    assertThat(seen).isEqualTo(numbered(gateway(1).streamToEnd(run, 0)));
  }

  @Test
  void endsTheRunOfAWorkerThatIsKilledAndKeepsWhatClientsSaw() throws Exception {
    var client = gateway(0);
    var run =
        client.submit(
            FakeCli.prompt("{\"text\":\"never\",\"events\":5,\"sleep_ms\":600000}"), "default");
    var before = numbered(client.stream(run, 0, 7));
    var holder = worker(before);
    var victim =
        cluster.workers().stream()
            .filter(worker -> worker.id().equals(holder))
            .findFirst()
            .orElseThrow();

    victim.kill();
    var all =
        await()
            .atMost(LEASE_AND_REAPER)
            .until(
                () -> numbered(gateway(1).streamToEnd(run, 0)),
                log -> log.getLast().type().equals("run.failed"));
    victim.start();

    assertThat(all.subList(0, before.size())).isEqualTo(before);
    assertThat(all).extracting(Event::id).containsExactlyElementsOf(oneTo(all.size()));
    assertThat(all).extracting(Event::type).contains("run.attempt_lost");
    assertThat(all.getLast().data()).contains("worker_lost");
  }

  private ApiClient gateway(int index) {
    return new ApiClient(cluster.gateways().get(index).url(), cluster.apiKey());
  }

  private static String worker(List<Event> log) {
    String data =
        log.stream()
            .filter(event -> event.type().equals("run.starting"))
            .findFirst()
            .orElseThrow()
            .data();
    int start = data.indexOf("wrk_");
    return data.substring(start, data.indexOf('"', start));
  }

  private static long id(Event event) {
    Long id = event.id();
    if (id == null) {
      throw new AssertionError("a numbered event has an id");
    }
    return id;
  }

  private static List<Event> numbered(List<Event> events) {
    return events.stream().filter(event -> event.id() != null).toList();
  }

  private static List<Long> oneTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }
}
