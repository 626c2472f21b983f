package dev.ccrunner.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredOutputs;
import dev.ccrunner.infra.postgres.StoredSnapshot;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions that begin with what a run has left that stood alone. */
class SessionFromRunTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Duration HOUR = Duration.ofHours(1);

  private final ApiClient api = Tenant.on(GATEWAY).owner();
  private final SessionRuns runs = new SessionRuns(GATEWAY, api);
  private final SessionConversations conversations = GATEWAY.bean(SessionConversations.class);
  private final SessionSnapshots snapshots = GATEWAY.bean(SessionSnapshots.class);

  @Test
  void beginsWithConversationAndWorkspace() {
    var run = ended();
    var conversation = UUID.randomUUID();
    leave(run, RunOutput.Kind.TRANSCRIPT, conversation + ".jsonl", null, HOUR);
    leave(run, RunOutput.Kind.AGENTS, conversation + ".zip", null, HOUR);
    leave(run, RunOutput.Kind.WORKSPACE, "workspace.tar.gz", "{\"folder\":\"a\"}", HOUR);
    leave(run, RunOutput.Kind.BASELINE, "baseline.tar.gz", null, HOUR);

    var begun = api.post("/v1/sessions", from(run)).expect(201);

    assertThat(begun.text("/claude_session_id")).isEqualTo(conversation.toString());
    assertThat(begun.text("/forked_from/run_id")).isEqualTo(run.toString());
    assertThat(begun.json().at("/forked_from/session_id").isNull()).isTrue();
    var session = SessionId.parse(begun.text("/id")).orElseThrow();
    var kept = conversations.find(runs.team(), session).orElseThrow();
    assertThat(kept.run()).isEqualTo(run);
    assertThat(kept.main()).isEqualTo(runs.blob(RunOutput.Kind.TRANSCRIPT + " of " + run));
    assertThat(kept.agents()).isEqualTo(runs.blob(RunOutput.Kind.AGENTS + " of " + run));
    assertThat(snapshots.chain(runs.team(), session))
        .extracting(StoredSnapshot::kind)
        .containsExactly(StoredSnapshot.Kind.BASELINE, StoredSnapshot.Kind.FULL);
    assertThat(snapshots.chain(runs.team(), session).getLast().aboutJson())
        .isEqualTo("{\"folder\":\"a\"}");
    api.post(
            "/v1/runs",
            "{\"prompt\":\"p\",\"session_id\":\"%s\",\"workspace\":{\"git\":{\"url\":\"https://git.example.org/a/b.git\"}}}"
                .formatted(session))
        .expectProblem(400, "invalid_field")
        .at("/workspace");
  }

  @Test
  void beginsWithTheWorkspaceOfARunInWhichNothingWasSaid() {
    var run = ended();
    leave(run, RunOutput.Kind.WORKSPACE, "workspace.tar.gz", "{}", HOUR);

    var session =
        SessionId.parse(api.post("/v1/sessions", from(run)).expect(201).text("/id")).orElseThrow();

    assertThat(conversations.find(runs.team(), session)).isEmpty();
    assertThat(snapshots.chain(runs.team(), session)).hasSize(1);
  }

  @Test
  void refusesARunOfWhichNothingIsKept() {
    var nothing = ended();
    var over = ended();
    leave(over, RunOutput.Kind.WORKSPACE, "workspace.tar.gz", "{}", Duration.ofSeconds(-1));

    for (var run : List.of(nothing, over)) {
      api.post("/v1/sessions", from(run)).expectProblem(409, "state_not_kept").at("/run_id");
    }
    assertThat(api.get("/v1/sessions").expect(200).json().get("data").isEmpty()).isTrue();
  }

  @Test
  void refusesARunThatIsNotForIt() {
    var queued = runs.submitAlone("p");
    api.post("/v1/sessions", from(queued)).expectProblem(409, "run_not_ended").at("/run_id");
    var session = SessionRuns.begun(api, "{}");
    var inSession = runs.submit(session, "p");
    runs.end(runs.claim(inSession), "done");
    api.post("/v1/sessions", from(inSession))
        .expectProblem(400, "invalid_field")
        .at("/run_id")
        .saying(session.toString());
    var theirs = new SessionRuns(GATEWAY, Tenant.on(GATEWAY).owner()).submitAlone("p");
    api.post("/v1/sessions", from(theirs)).expectProblem(404, "run_not_found").at("/run_id");
    api.post("/v1/sessions", "{\"run_id\":\"x\"}").expectProblem(404, "run_not_found");
    api.post(
            "/v1/sessions",
            "{\"run_id\":\"%s\",\"workspace\":{\"git\":{\"url\":\"https://git.example.org/a/b.git\"}}}"
                .formatted(ended()))
        .expectProblem(400, "invalid_field")
        .at("/workspace");
  }

  private RunId ended() {
    var run = runs.submitAlone("p");
    runs.end(runs.claim(run), "done");
    return run;
  }

  private void leave(
      RunId run, RunOutput.Kind kind, String name, @Nullable String about, Duration keptFor) {
    GATEWAY
        .bean(StoredOutputs.class)
        .insert(
            runs.team(),
            run,
            List.of(
                new RunOutput(
                    new ArtifactId(TimeOrderedIds.next()),
                    kind,
                    name,
                    "application/octet-stream",
                    runs.blob(kind + " of " + run),
                    keptFor,
                    about)));
  }

  private static String from(RunId run) {
    return "{\"run_id\":\"%s\"}".formatted(run);
  }
}
