package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.firstWorker;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.testkit.fakecli.FakeCli;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One session over three workers, of which two are killed, with the fake Claude Code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionClusterTest {
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
  void knowsInItsThirdRunWhatTwoKilledWorkersHaveSaidAndDone() throws Exception {
    var client = cluster.client(0);
    var session = client.beginSession();

    var one =
        client.submitTo(
            session, "say one " + script("{\"write\":{\"a.txt\":\"A\",\"b.txt\":\"B\"}}"));
    var firstLog = numbered(client.streamToEnd(one, 0));
    assertThat(firstLog.getLast().type()).isEqualTo("run.succeeded");
    cluster.worker(firstWorker(firstLog)).kill();

    // It writes, talks for four seconds, in which what it wrote is kept, and is silent then.
    var two =
        client.submitTo(
            session,
            "say two "
                + script(
                    "{\"write\":{\"a.txt\":null,\"c.txt\":\"C\"},\"events\":40,\"delay_ms\":100,"
                        + "\"sleep_ms\":600000}"));
    var secondLog = client.streamUntil(two, "event 40");
    var three = client.submitTo(session, "say three " + script("{\"recall\":true,\"look\":true}"));
    cluster.worker(firstWorker(secondLog)).kill();

    var thirdLog = numbered(cluster.client(1).streamToEnd(three, 0));
    assertGapless(thirdLog);
    assertThat(thirdLog.getLast().type()).isEqualTo("run.succeeded");
    assertThat(client.get("/v1/runs/" + two).path("failure").path("code").asString())
        .isEqualTo("worker_lost");
    assertThat(client.get("/v1/runs/" + three).path("result").path("text").asString())
        .contains("say one", "say two")
        .endsWith(" # b.txt=B c.txt=C");
    assertThat(Set.of(firstWorker(firstLog), firstWorker(secondLog), firstWorker(thirdLog)))
        .hasSize(3);
  }

  private static String script(String json) {
    return FakeCli.prompt(json);
  }
}
