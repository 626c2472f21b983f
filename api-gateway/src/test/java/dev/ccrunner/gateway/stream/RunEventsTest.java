package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.TestGateway;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The endpoint on a whole gateway, with PostgreSQL as the stored log. */
class RunEventsTest {
  private static final ApiClient CLIENT = TestGateway.shared().client();
  private static final ApiClient STREAM = CLIENT.with("Accept", "text/event-stream");

  private final String run = CLIENT.post("/v1/runs", "{\"prompt\":\"Say hello\"}").text("/id");
  private final String events = "/v1/runs/" + run + "/events";

  @Test
  void aPageOfARunThatGoesOnSaysWhereToGoOn() {
    var page = CLIENT.get(events).expect(200);

    assertThat(page.header("Content-Type")).startsWith("application/json");
    assertThat(page.text("/data/0/type")).isEqualTo("run.queued");
    assertThat(page.text("/data/0/run_id")).isEqualTo(run);
    assertThat(page.json().at("/next_after").longValue()).isEqualTo(1);
    assertThat(CLIENT.get(events + "?after=1").expect(200).body())
        .isEqualTo("{\"data\":[],\"next_after\":1}");
  }

  @Test
  void aStreamAndAPageHaveTheSameTexts() {
    var streamed = CompletableFuture.supplyAsync(() -> STREAM.get(events).expect(200).body());
    CLIENT.post("/v1/runs/" + run + "/cancel", "{}");

    String stream = streamed.join();
    var page = CLIENT.get(events + "?limit=200").expect(200);

    assertThat(page.json().at("/next_after").isNull()).isTrue();
    assertThat(stream).startsWith("retry: 2000\n\nid: 1\nevent: run.queued\ndata: {");
    assertThat(stream.lines().filter(line -> line.startsWith("data: ")).toList())
        .hasSizeGreaterThan(1)
        .allSatisfy(line -> assertThat(page.body()).contains(line.substring("data: ".length())));
    assertThat(stream).contains("\nevent: run.cancelled\n");
    assertThat(STREAM.get(events).expect(200).body()).isEqualTo(stream);
    assertThat(STREAM.get(events + "?after=99").expect(204).body()).isEmpty();
    assertThat(CLIENT.get(events + "?types=run.cancelled").text("/data/0/type"))
        .isEqualTo("run.cancelled");
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    CLIENT.get(events + "?after=x").expectProblem(400, "invalid_parameter").saying("after");
    CLIENT.get(events + "?limit=0").expectProblem(400, "invalid_parameter").saying("limit");
    CLIENT.get(events + "?types=nope").expectProblem(400, "invalid_parameter").saying("types");
    CLIENT.get(events + "?cursor=x").expectProblem(400, "unknown_parameter");
    STREAM.get(events + "?deltas=1").expectProblem(400, "invalid_parameter").saying("deltas");
    STREAM.with("Last-Event-ID", "x").get(events).expectProblem(400, "invalid_header");
    CLIENT.with("Accept", "text/html").get(events).expectProblem(406, "not_acceptable");
    STREAM.get("/v1/runs/run_nope/events").expectProblem(404, "run_not_found");
    STREAM.get("/v1/runs/run_0" + "1".repeat(25) + "/events").expectProblem(404, "run_not_found");
    STREAM.withoutKey().get(events).expectProblem(401, "unauthenticated");
  }
}
