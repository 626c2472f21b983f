package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.firstWorker;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.local.cluster.WorkerNode;
import dev.ccrunner.testkit.RealClaude;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same with the real Claude Code as {@link SessionClusterTest} with the fake one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSessionClusterTest {
  @TempDir static Path folder;
  private Optional<FastCluster> started = Optional.empty();

  @BeforeAll
  void start() throws Exception {
    started = Optional.of(FastCluster.start(folder, 3, Map.of(), RealClaude.binary()));
  }

  @AfterAll
  void stop() {
    started.ifPresent(FastCluster::close);
  }

  @BeforeEach
  void bringBackWhoIsDead() {
    started.orElseThrow().workers().stream()
        .filter(worker -> !worker.isRunning())
        .forEach(WorkerNode::start);
  }

  @Test
  void goesOnAtALaptopWithTheCommandsOfTheDocument() throws Exception {
    var cluster = started.orElseThrow();
    var client = cluster.client(0);
    var session = client.beginSession();
    client.streamToEnd(
        client.submitTo(
            session,
            "Mind codeword-ash. "
                + script(bash("echo A > a.txt; echo B > b.txt"), "{\"text\":\"Minded.\"}")),
        0);
    // Its worker is killed: what it said is in no whole conversation, and is exported all the same.
    var lost =
        client.submitTo(
            session,
            "Mind codeword-fir too. "
                + script(
                    bash("rm a.txt; echo C > c.txt"),
                    bash("sleep 8; echo rested"),
                    "{\"text\":\"never\",\"delay_ms\":600000}"));
    cluster.worker(firstWorker(client.streamUntil(lost, "\"rested"))).kill();
    assertThat(numbered(client.streamToEnd(lost, 0)).getLast().type()).isEqualTo("run.failed");

    try (var laptop = Laptop.start(folder.resolve("laptop"))) {
      var said =
          laptop.carryOut(
              cluster.gateways().get(0).url(),
              cluster.apiKey(),
              session,
              script("{\"recall\":\"codeword-[a-z]+\"}"));

      assertThat(said).contains("codeword-ash, codeword-fir");
      assertThat(laptop.workspace()).containsExactly("b.txt", "c.txt");

      var back = client.bringSession(laptop.archive());
      var next =
          client.submitTo(
              back, "And now? " + script(bash("head *.txt"), "{\"recall\":\"codeword-[a-z]+\"}"));
      var log = numbered(client.streamToEnd(next, 0));
      assertThat(client.get("/v1/runs/" + next).path("result").path("text").asString())
          .isEqualTo("codeword-ash, codeword-fir");
      assertThat(log)
          .filteredOn(event -> event.type().equals("agent.tool_result"))
          .singleElement()
          .extracting(ApiClient.Event::data)
          .asString()
          .contains("==> b.txt <==", "==> c.txt <==")
          .doesNotContain("a.txt");
    }
  }

  @Test
  void knowsInItsThirdTurnWhatTwoKilledWorkersHaveSaidAndDone() throws Exception {
    var cluster = started.orElseThrow();
    var client = cluster.client(0);
    var session = client.beginSession();

    var one =
        client.submitTo(
            session,
            "Mind codeword-oak. "
                + script(
                    bash("echo A > a.txt; echo B > b.txt; mkdir d; echo D > d/e.txt"),
                    "{\"text\":\"Minded.\"}"));
    var firstLog = numbered(client.streamToEnd(one, 0));
    assertThat(firstLog.getLast().type()).isEqualTo("run.succeeded");
    cluster.worker(firstWorker(firstLog)).kill();

    // It changes files, works long enough for them to be kept, and then waits for a model that
    // does not answer: there its worker is killed.
    var two =
        client.submitTo(
            session,
            "Mind codeword-elm too. "
                + script(
                    bash("rm a.txt; mv d f; echo C > c.txt"),
                    bash("sleep 8; echo rested"),
                    "{\"text\":\"never\",\"delay_ms\":600000}"));
    var secondLog = client.streamUntil(two, "\"rested");
    var three =
        client.submitTo(
            session,
            "What do you know? "
                + script(bash("head *.txt */*.txt"), "{\"recall\":\"codeword-[a-z]+\"}"));
    cluster.worker(firstWorker(secondLog)).kill();

    var thirdLog = numbered(cluster.client(1).streamToEnd(three, 0));
    assertGapless(thirdLog);
    assertThat(thirdLog.getLast().type()).isEqualTo("run.succeeded");
    assertThat(client.get("/v1/runs/" + two).path("failure").path("code").asString())
        .isEqualTo("worker_lost");
    assertThat(client.get("/v1/runs/" + three).path("result").path("text").asString())
        .isEqualTo("codeword-oak, codeword-elm");
    assertThat(thirdLog)
        .filteredOn(event -> event.type().equals("agent.tool_result"))
        .singleElement()
        .extracting(ApiClient.Event::data)
        .asString()
        .contains("==> b.txt <==", "==> c.txt <==", "==> f/e.txt <==")
        .doesNotContain("a.txt", "d/e.txt");
    assertThat(Set.of(firstWorker(firstLog), firstWorker(secondLog), firstWorker(thirdLog)))
        .hasSize(3);
  }

  private static String script(String... steps) {
    return "SCRIPT<<[" + String.join(",", steps) + "]>>";
  }

  private static String bash(String command) {
    return "{\"tool\":\"Bash\",\"input\":{\"command\":\"%s\"}}".formatted(command);
  }
}
