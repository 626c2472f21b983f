package dev.ccrunner.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredSnapshot;
import dev.ccrunner.session.SessionId;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

class SessionTest {
  private static final TestGateway GATEWAY = TestGateway.shared();

  private final Tenant tenant = Tenant.on(GATEWAY);
  private final ApiClient api = tenant.owner();
  private final SessionRuns runs = new SessionRuns(GATEWAY, api);

  @Test
  void beginsASessionWithWhatItIsGiven() {
    var made =
        api.post(
                "/v1/sessions",
                "{\"name\":\" Upgrade \",\"labels\":{\"ci\":\"1\"},\"expires_after\":\"7d\"}")
            .expect(201);

    assertThat(made.text("/name")).isEqualTo("Upgrade");
    assertThat(made.text("/status")).isEqualTo("idle");
    assertThat(made.text("/labels/ci")).isEqualTo("1");
    assertThat(made.text("/expires_after")).isEqualTo("168h");
    assertThat(made.header("ETag")).isEqualTo("\"1\"");
    assertThat(made.header("Location")).isEqualTo("/v1/sessions/" + made.text("/id"));
    assertThat(api.get(made.header("Location")).expect(200).body()).isEqualTo(made.body());
  }

  @Test
  void beginsOneSessionHoweverOftenItIsAsked() {
    var twice = api.with("Idempotency-Key", "one");

    var first = twice.post("/v1/sessions", "{}").expect(201);
    var second = twice.post("/v1/sessions", "{}").expect(201);

    assertThat(second.text("/id")).isEqualTo(first.text("/id"));
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"expires_after":"0s"}          | invalid_field | /expires_after
          {"expires_after":"1500ms"}      | invalid_field | /expires_after
          {"expires_after":"366d"}        | invalid_field | /expires_after
          {"labels":{"a b":"c"}}          | invalid_field | /labels/a b
          {"name":7}                      | invalid_field | /name
          {"colour":"red"}                | unknown_field | /colour
          """)
  void refusesWhatMustNotBe(String body, String code, String pointer) {
    api.post("/v1/sessions", body).expectProblem(400, code).at(pointer);
  }

  @Test
  void showsTheRunsOfASessionInOrderOneAtATime() {
    var session = SessionRuns.begun(api, "{}");
    var first = runs.submit(session, "first");
    var second = runs.submit(session, "second");

    assertThat(ids(api.get("/v1/sessions/" + session + "/runs").expect(200)))
        .containsExactly(second.toString(), first.toString());
    assertThat(ids(api.get("/v1/runs?session_id=" + session).expect(200)))
        .containsExactly(second.toString(), first.toString());
    assertThat(look(session.toString()).text("/status")).isEqualTo("active");
    var waits = api.get("/v1/runs/" + second).expect(200);
    assertThat(waits.text("/session_id")).isEqualTo(session.toString());
    assertThat(waits.text("/queue/reason")).contains("session");

    runs.end(runs.claim(first), "done");
    runs.end(runs.claim(second), "done");
    assertThat(look(session.toString()).text("/status")).isEqualTo("idle");
    assertThat(look(session.toString()).text("/last_run_id")).isEqualTo(second.toString());
  }

  @Test
  void listsByStatusAndLabelAPageAtATime() {
    var plain = begin("{}");
    var labelled = begin("{\"labels\":{\"a\":\"b\"}}");
    var archived = begin("{}");
    api.patch("/v1/sessions/" + archived, "{\"archived\":true}").expect(200);
    var active = begin("{}");
    runs.submit(dev.ccrunner.session.SessionId.parse(active).orElseThrow(), "p");

    assertThat(ids(api.get("/v1/sessions").expect(200))).containsExactly(active, labelled, plain);
    assertThat(ids(api.get("/v1/sessions?status=active").expect(200))).containsExactly(active);
    assertThat(ids(api.get("/v1/sessions?status=idle").expect(200)))
        .containsExactly(labelled, plain);
    assertThat(ids(api.get("/v1/sessions?status=archived").expect(200))).containsExactly(archived);
    assertThat(ids(api.get("/v1/sessions?label.a=b").expect(200))).containsExactly(labelled);
    var page = api.get("/v1/sessions?limit=2").expect(200);
    assertThat(ids(page)).containsExactly(active, labelled);
    assertThat(ids(api.get("/v1/sessions?limit=2&cursor=" + page.text("/next_cursor"))))
        .containsExactly(plain);
    api.get("/v1/sessions?status=x").expectProblem(400, "invalid_parameter");
  }

  @Test
  void changesASessionThatNobodyElseHasChanged() {
    var id = begin("{\"name\":\"a\",\"labels\":{\"a\":\"b\"}}");

    var changed =
        api.with("If-Match", "\"1\"")
            .patch("/v1/sessions/" + id, "{\"name\":\"b\",\"expires_after\":\"1h\"}")
            .expect(200);

    assertThat(changed.text("/name")).isEqualTo("b");
    assertThat(changed.text("/labels/a")).isEqualTo("b");
    assertThat(changed.text("/expires_after")).isEqualTo("1h");
    assertThat(changed.header("ETag")).isEqualTo("\"2\"");
    api.with("If-Match", "\"1\"")
        .patch("/v1/sessions/" + id, "{\"name\":\"c\"}")
        .expectProblem(412, "precondition_failed");
    assertThat(
            api.patch("/v1/sessions/" + id, "{\"name\":\"\",\"labels\":{}}")
                .expect(200)
                .json()
                .get("name")
                .isNull())
        .isTrue();
  }

  @Test
  void archivesAndTakesBack() {
    var id = begin("{}");

    var archived = api.patch("/v1/sessions/" + id, "{\"archived\":true}").expect(200);
    assertThat(archived.text("/status")).isEqualTo("archived");
    assertThat(archived.text("/archived_at")).isNotEmpty();
    var back = api.patch("/v1/sessions/" + id, "{\"archived\":false}").expect(200);
    assertThat(back.text("/status")).isEqualTo("idle");
  }

  @Test
  void deletesAnIdleSessionAndKeepsItsRuns() {
    var session = SessionRuns.begun(api, "{}");
    var run = runs.submit(session, "p");
    api.delete("/v1/sessions/" + session).expectProblem(409, "session_active");
    runs.end(runs.claim(run), "done");

    api.delete("/v1/sessions/" + session).expect(204);

    api.get("/v1/sessions/" + session).expectProblem(404, "session_not_found");
    api.delete("/v1/sessions/" + session).expectProblem(404, "session_not_found");
    assertThat(api.get("/v1/runs/" + run).expect(200).text("/session_id"))
        .isEqualTo(session.toString());
    GATEWAY.bean(SessionHousekeeping.class).tidy();
    api.get("/v1/sessions/" + session + "/runs").expectProblem(404, "session_not_found");
  }

  @Test
  void cancelsWhatGoesOnInASessionThatIsDeleted() {
    var session = SessionRuns.begun(api, "{}");
    var first = runs.submit(session, "p");
    var second = runs.submit(session, "q");
    var lease = runs.claim(first);

    api.delete("/v1/sessions/" + session + "?cancel=true").expect(204);

    assertThat(api.get("/v1/runs/" + second).text("/status")).isEqualTo("cancelled");
    assertThat(api.get("/v1/runs/" + first).text("/status")).isEqualTo("cancelling");
    assertThat(lease.session()).isNotNull();
    assertThat(api.get("/v1/audit_log?action=session.deleted").expect(200).body())
        .contains(session.toString());
  }

  @Test
  void takesRunsOverTheApiAndHoldsThemBackInOrder() {
    var id = begin("{}");

    var first = submit(id, "").expect(202);
    var second = submit(id, "").expect(202);

    assertThat(first.text("/session_id")).isEqualTo(id);
    assertThat(first.text("/queue/reason")).doesNotContain("session");
    assertThat(second.text("/queue/reason")).contains("session");
  }

  @Test
  void refusesRunsOfASessionThatTakesNone() {
    var id = begin("{}");
    api.patch("/v1/sessions/" + id, "{\"archived\":true}").expect(200);

    submit(id, "").expectProblem(409, "session_archived").at("/session_id");
    api.delete("/v1/sessions/" + id).expect(204);
    submit(id, "").expectProblem(404, "session_not_found").at("/session_id");
  }

  @Test
  void letsOnlyTheFirstRunBringWhatTheSessionHasNot() {
    String git = ",\"workspace\":{\"git\":{\"url\":\"https://git.example.org/a/b.git\"}}";
    var id = begin("{}");
    submit(id, git).expect(202);
    submit(id, git).expectProblem(400, "invalid_field").at("/workspace");

    var other = begin("{" + git.substring(1) + "}");
    submit(other, git).expectProblem(400, "invalid_field").at("/workspace");
    submit(other, "").expect(202);
    api.post("/v1/sessions", "{\"workspace\":{\"git\":{\"url\":\"ext::sh -c true\"}}}")
        .expectProblem(400, "invalid_field")
        .at("/workspace/git/url");
  }

  @Test
  void findsPartsOfNamesPromptsAndResultsInAnyLanguage() {
    var named = begin("{\"name\":\"Fix the Parser\"}");
    var asked = SessionRuns.begun(api, "{}");
    runs.submit(asked, "请修复解析器的测试");
    var answered = SessionRuns.begun(api, "{}");
    runs.end(runs.claim(runs.submit(answered, "p")), "Die Prüfung schlägt nicht mehr fehl.");

    assertThat(found("the parser")).containsExactly(named);
    assertThat(found("PARSER")).containsExactly(named);
    assertThat(found("解析")).containsExactly(asked.toString());
    assertThat(found("PRÜFUNG")).containsExactly(answered.toString());
    assertThat(found("%")).isEmpty();
    assertThat(found("_")).isEmpty();
    assertThat(ids(Tenant.on(GATEWAY).owner().get("/v1/sessions?q=parser").expect(200))).isEmpty();
  }

  @Test
  void goesOnWithASearchFromPageToPage() {
    var first = begin("{\"name\":\"needle 1\"}");
    begin("{\"name\":\"hay\"}");
    var second = begin("{\"name\":\"needle 2\"}");
    var third = begin("{\"name\":\"needle 3\"}");

    var page = api.get("/v1/sessions?q=needle&limit=2").expect(200);
    assertThat(ids(page)).containsExactly(third, second);
    var next = api.get("/v1/sessions?q=needle&limit=2&cursor=" + page.text("/next_cursor"));
    assertThat(ids(next)).containsExactly(first);
    assertThat(next.json().get("next_cursor").isNull()).isTrue();
    api.get("/v1/sessions?q=hay&limit=2&cursor=" + page.text("/next_cursor"))
        .expectProblem(400, "bad_cursor");
  }

  @Test
  void forksWhatASessionHasComeTo() {
    var source = SessionRuns.begun(api, "{\"name\":\"n\",\"labels\":{\"a\":\"b\"}}");
    var run = runs.submit(source, "p");
    api.post("/v1/sessions/" + source + "/fork", "{}").expectProblem(409, "session_active");
    runs.end(runs.claim(run), "done");
    var kept = runs.leave(source, run);

    var fork = api.post("/v1/sessions/" + source + "/fork", "{}").expect(201);

    assertThat(fork.text("/name")).isEqualTo("n");
    assertThat(fork.text("/labels/a")).isEqualTo("b");
    assertThat(fork.text("/forked_from/session_id")).isEqualTo(source.toString());
    assertThat(fork.text("/forked_from/run_id")).isEqualTo(run.toString());
    assertThat(fork.text("/claude_session_id")).isEqualTo(kept.conversation().toString());
    var conversations = GATEWAY.bean(SessionConversations.class);
    var snapshots = GATEWAY.bean(SessionSnapshots.class);
    var forked = SessionId.parse(fork.text("/id")).orElseThrow();
    assertThat(conversations.find(runs.team(), forked)).contains(kept);
    assertThat(snapshots.chain(runs.team(), forked))
        .isEqualTo(snapshots.chain(runs.team(), source))
        .hasSize(1);
    api.delete("/v1/sessions/" + source).expect(204);
    GATEWAY.bean(SessionHousekeeping.class).tidy();
    assertThat(conversations.find(runs.team(), source)).isEmpty();
    assertThat(snapshots.chain(runs.team(), source)).isEmpty();
    assertThat(conversations.find(runs.team(), forked)).contains(kept);
  }

  @Test
  void forksAtAnyRunOfWhichEverythingIsKept() {
    var source = SessionRuns.begun(api, "{}");
    var unkept = runs.submit(source, "o");
    runs.end(runs.claim(unkept), "done");
    var first = runs.submit(source, "p");
    runs.end(runs.claim(first), "done");
    var atFirst = runs.leave(source, first);
    var second = runs.submit(source, "q");
    runs.end(runs.claim(second), "done");
    runs.leave(source, second);
    var third = runs.submit(source, "r");
    String path = "/v1/sessions/" + source + "/fork";

    api.post(path, "{\"run_id\":\"%s\"}".formatted(second)).expect(201);
    var fork = api.post(path, "{\"run_id\":\"%s\"}".formatted(first)).expect(201);
    assertThat(fork.text("/forked_from/run_id")).isEqualTo(first.toString());
    assertThat(fork.text("/claude_session_id")).isEqualTo(atFirst.conversation().toString());
    var forked = SessionId.parse(fork.text("/id")).orElseThrow();
    var conversations = GATEWAY.bean(SessionConversations.class);
    var snapshots = GATEWAY.bean(SessionSnapshots.class);
    assertThat(conversations.find(runs.team(), forked)).contains(atFirst);
    assertThat(snapshots.chain(runs.team(), forked))
        .extracting(StoredSnapshot::run)
        .containsExactly(first);
    api.post(path, "{\"run_id\":\"%s\"}".formatted(unkept))
        .expectProblem(409, "state_not_kept")
        .at("/run_id");
    api.post(path, "{\"run_id\":\"%s\"}".formatted(third))
        .expectProblem(400, "invalid_field")
        .saying("queued");
    api.post(path, "{\"run_id\":\"run_1\"}").expectProblem(400, "invalid_field").at("/run_id");
  }

  @Test
  void holdsTheFilesOfAWorkspaceFromItsBeginning() {
    String file =
        api.sendBody("POST", "/v1/files?name=a", "text/plain", BodyPublishers.ofString("mine"))
            .expect(201)
            .text("/id");
    var session =
        SessionRuns.begun(api, "{\"workspace\":{\"files\":[{\"id\":\"%s\"}]}}".formatted(file));
    var held = "select blob_key from session_file where session_id = ?";

    assertThat(GATEWAY.bean(JdbcTemplate.class).queryForList(held, String.class, session.value()))
        .hasSize(1);
    api.delete("/v1/sessions/" + session).expect(204);
    GATEWAY.bean(SessionHousekeeping.class).tidy();
    assertThat(GATEWAY.bean(JdbcTemplate.class).queryForList(held, String.class, session.value()))
        .isEmpty();
  }

  private List<String> found(String words) {
    return ids(
        api.get("/v1/sessions?q=" + URLEncoder.encode(words, StandardCharsets.UTF_8)).expect(200));
  }

  private ApiResponse submit(String session, String more) {
    return api.post(
        "/v1/runs", "{\"prompt\":\"p\",\"session_id\":\"%s\"%s}".formatted(session, more));
  }

  @Test
  void asksForTheScopesOfRuns() {
    var reader = Tenant.withKeyOf(tenant.browser(), "[\"runs:read\"]");
    var id = begin("{}");

    reader.get("/v1/sessions/" + id).expect(200);
    reader.post("/v1/sessions", "{}").expectProblem(403, "forbidden");
    reader.delete("/v1/sessions/" + id).expectProblem(403, "forbidden");
  }

  private String begin(String json) {
    return api.post("/v1/sessions", json).expect(201).text("/id");
  }

  private ApiResponse look(String id) {
    return api.get("/v1/sessions/" + id).expect(200);
  }

  private static List<String> ids(ApiResponse page) {
    var ids = new ArrayList<String>();
    page.json().get("data").forEach(element -> ids.add(element.get("id").asString()));
    return ids;
  }
}
