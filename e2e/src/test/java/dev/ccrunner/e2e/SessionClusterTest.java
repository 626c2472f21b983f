package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.e2e.ApiClient.Event;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** One session over three workers, of which two are killed, with the fake Claude Code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionClusterTest {
  private static final JsonMapper JSON = JsonMapper.shared();

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
    var session = begin(client);

    var one =
        submit(
            client, session, "say one " + script("{\"write\":{\"a.txt\":\"A\",\"b.txt\":\"B\"}}"));
    var firstLog = numbered(client.streamToEnd(one, 0));
    assertThat(firstLog.getLast().type()).isEqualTo("run.succeeded");
    cluster.worker(worker(firstLog)).kill();

    // It writes, talks for four seconds, in which what it wrote is kept, and is silent then.
    var two =
        submit(
            client,
            session,
            "say two "
                + script(
                    "{\"write\":{\"a.txt\":null,\"c.txt\":\"C\"},\"events\":40,\"delay_ms\":100,"
                        + "\"sleep_ms\":600000}"));
    var secondLog = untilItSays(client, two, "event 40");
    var three = submit(client, session, "say three " + script("{\"recall\":true,\"look\":true}"));
    cluster.worker(worker(secondLog)).kill();

    var thirdLog = numbered(cluster.client(1).streamToEnd(three, 0));
    assertGapless(thirdLog);
    assertThat(thirdLog.getLast().type()).isEqualTo("run.succeeded");
    assertThat(client.get("/v1/runs/" + two).path("failure").path("code").asString())
        .isEqualTo("worker_lost");
    assertThat(client.get("/v1/runs/" + three).path("result").path("text").asString())
        .contains("say one", "say two")
        .endsWith(" # b.txt=B c.txt=C");
    assertThat(Set.of(worker(firstLog), worker(secondLog), worker(thirdLog))).hasSize(3);
  }

  private static String script(String json) {
    return FakeCli.prompt(json);
  }

  private static String begin(ApiClient client) throws Exception {
    var answer = client.send("POST", "/v1/sessions", UUID.randomUUID().toString(), "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JSON.readTree(answer.body()).path("id").asString();
  }

  private static String submit(ApiClient client, String session, String prompt) throws Exception {
    var body =
        JSON.createObjectNode()
            .put("prompt", prompt)
            .put("permission_mode", "acceptEdits")
            .put("session_id", session);
    return client.post("/v1/runs", body.toString()).path("id").asString();
  }

  private static List<Event> untilItSays(ApiClient client, String run, String words)
      throws Exception {
    var seen = numbered(client.stream(run, 0, 10));
    while (seen.stream().noneMatch(event -> event.data().contains(words))) {
      seen = numbered(client.stream(run, 0, seen.size() + 1));
    }
    return seen;
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
}
