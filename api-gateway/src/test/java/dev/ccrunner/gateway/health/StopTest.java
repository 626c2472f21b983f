package dev.ccrunner.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to a gateway. */
class StopTest {
  private static final Duration STARTED = Duration.ofSeconds(60);

  /** Its answer says how long it is. */
  private static final String NOWHERE = "/v1/nowhere";

  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;

  @Test
  void letsOpenRequestsEndRefusesNewOnesAndIsGoneWithinItsGrace() throws Exception {
    var database = TestServices.postgres().newDatabase();
    try (var gateway = GatewayProcess.launch(database, folder.resolve("log"))) {
      await().atMost(STARTED).until(() -> gateway.status("/readyz") == 200);
      String run = "/v1/runs/" + submit(gateway);
      HttpResponse<Stream<String>> stream =
          gateway
              .http()
              .send(
                  gateway.request(run + "/events").header("Accept", "text/event-stream").build(),
                  BodyHandlers.ofLines());
      // A connection that stays open, as clients and load balancers have them.
      try (var waiting = new KeptConnection(gateway.port());
          var kept = new KeptConnection(gateway.port())) {
        waiting.ask(run, "Prefer: wait=60");
        // While these are answered, the one that waits has arrived.
        for (int i = 0; i < 20; i++) {
          assertThat(kept.get(NOWHERE)).startsWith("HTTP/1.1 404");
        }

        gateway.terminate();
        String answer = kept.get(NOWHERE);
        while (answer.startsWith("HTTP/1.1 404")) {
          answer = kept.get(NOWHERE);
        }

        assertThat(answer)
            .startsWith("HTTP/1.1 503")
            .containsIgnoringCase("Retry-After: 1")
            .containsIgnoringCase("Connection: close")
            .contains("\"code\":\"unavailable\"");
        assertThat(waiting.answer()).startsWith("HTTP/1.1 200");
      }
      assertThat(stream.body().collect(Collectors.joining("\n")))
          .contains("event: run.queued", ": this gateway is going away\nretry: ");
      assertThat(gateway.exitCodeWithin(15)).isEqualTo(TERMINATED);
    }
  }

  @Test
  void endsAtOnceWhileItWaitsForItsDatabase() throws Exception {
    var nowhere =
        new TestDatabase("none", "jdbc:postgresql://127.0.0.1:1/none", "nobody", "pass-w0rd");
    try (var gateway = GatewayProcess.launch(nowhere, folder.resolve("log"))) {
      await().atMost(STARTED).until(() -> gateway.status("/livez") == 200);
      assertThat(gateway.status("/readyz")).isEqualTo(503);

      gateway.terminate();

      assertThat(gateway.exitCodeWithin(3)).isEqualTo(TERMINATED);
      assertThat(folder.resolve("log"))
          .content()
          .containsOnlyOnce("Waiting for PostgreSQL at postgresql://127.0.0.1:1/none")
          .doesNotContain("pass-w0rd");
    }
  }

  private static String submit(GatewayProcess gateway) throws Exception {
    var answer =
        gateway
            .http()
            .send(
                gateway
                    .request("/v1/runs")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"prompt\":\"p\"}"))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(202);
    return answer.body().replaceAll("(?s).*?\"id\":\"(\\w+)\".*", "$1");
  }
}
