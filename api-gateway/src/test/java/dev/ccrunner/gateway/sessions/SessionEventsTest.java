package dev.ccrunner.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The log of a session in pages; as a stream, see SessionStreamTest. */
class SessionEventsTest {
  private static final TestGateway GATEWAY = TestGateway.shared();

  private final ApiClient api = Tenant.on(GATEWAY).owner();
  private final SessionRuns runs = new SessionRuns(GATEWAY, api);

  @Test
  void readsTheLogsOfAllRunsPageByPage() {
    var session = SessionRuns.begun(api, "{}");
    var first = runs.submit(session, "p");
    var second = runs.submit(session, "q");
    runs.end(runs.claim(first), "done");
    String path = "/v1/sessions/" + session + "/events";

    var page = api.get(path + "?limit=2").expect(200);
    assertThat(runsOf(page)).containsExactly(first.toString(), first.toString());
    var rest = api.get(path + "?limit=2&after=" + page.text("/next_after")).expect(200);
    assertThat(runsOf(rest)).containsExactly(second.toString());
    assertThat(rest.text("/next_after")).isEqualTo("2-1");
    assertThat(runsOf(api.get(path + "?after=2-1").expect(200))).isEmpty();

    runs.end(runs.claim(second), "done");
    api.patch("/v1/sessions/" + session, "{\"archived\":true}").expect(200);
    var last = api.get(path + "?after=2-1").expect(200);
    assertThat(runsOf(last)).containsExactly(second.toString());
    assertThat(last.json().get("next_after").isNull()).isTrue();
    assertThat(runsOf(api.get(path + "?types=run.succeeded").expect(200)))
        .containsExactly(first.toString(), second.toString());
  }

  @Test
  void refusesAPlaceThatIsNone() {
    String path = "/v1/sessions/" + SessionRuns.begun(api, "{}") + "/events";

    api.get(path + "?after=12").expectProblem(400, "invalid_parameter").saying("3-12");
    api.with("Last-Event-ID", "x").get(path).expectProblem(400, "invalid_header");
    api.get("/v1/sessions/ses_1/events").expectProblem(404, "session_not_found");
    assertThat(api.get(path).expect(200).text("/next_after")).isEqualTo("1-0");
  }

  private static List<String> runsOf(ApiResponse page) {
    List<String> ids = new ArrayList<>();
    page.json().get("data").forEach(event -> ids.add(event.get("run_id").asString()));
    return ids;
  }
}
