package dev.ccrunner.gateway.outputs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.Left;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.postgres.RunOutput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputsTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Tenant TENANT = Tenant.on(GATEWAY);

  private final ApiClient api = TENANT.owner();
  private final String run = api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");
  private final String path = "/v1/runs/" + run;

  private void leave(RunOutput.Kind kind, String name, String type, String content) {
    var _ = Left.output(GATEWAY, TENANT, run, kind, name, type, content, null);
  }

  @ParameterizedTest
  @CsvSource({"patch", "transcript"})
  void areNotThereYet(String kind) {
    api.get(path + "/" + kind).expectProblem(404, "output_not_found").saying("queued");
    api.post(path + "/cancel", "{}").expect(200);
    api.get(path + "/" + kind).expectProblem(404, "output_not_found").saying("ended without");
    api.get("/v1/runs/run_0/" + kind).expectProblem(404, "run_not_found");
  }

  @Test
  void includeThePatch() {
    leave(RunOutput.Kind.PATCH, run + ".patch", "text/x-diff", "diff --git a/a b/a\n");

    var patch = api.get(path + "/patch").expect(200);

    assertThat(patch.body()).isEqualTo("diff --git a/a b/a\n");
    assertThat(patch.header("Content-Type")).isEqualTo("text/x-diff;charset=utf-8");
    assertThat(patch.header("Content-Disposition")).contains(run + ".patch");
    assertThat(api.with("Range", "bytes=0-3").get(path + "/patch").expect(206).body())
        .isEqualTo("diff");
    api.with("If-None-Match", patch.header("ETag")).get(path + "/patch").expect(304);
  }

  @Test
  void includeTheTranscriptOfTheLastAttempt() {
    leave(RunOutput.Kind.TRANSCRIPT, "t.jsonl", "application/jsonl", "{\"attempt\":1}\n");
    leave(RunOutput.Kind.TRANSCRIPT, "t.jsonl", "application/jsonl", "{\"attempt\":2}\n");

    assertThat(api.get(path + "/transcript").expect(200).body()).isEqualTo("{\"attempt\":2}\n");
  }

  @Test
  void includeArtifacts() {
    assertThat(api.get(path + "/artifacts").expect(200).json().get("data")).isEmpty();
    for (int i = 0; i < 3; i++) {
      var _ = Left.artifact(GATEWAY, TENANT, run, "dist/" + i + ".html", "<script>");
    }
    leave(RunOutput.Kind.PATCH, "p", "text/x-diff", "");

    var first = api.get(path + "/artifacts?limit=2").expect(200);
    var second =
        api.get(path + "/artifacts?limit=2&cursor=" + first.text("/next_cursor")).expect(200);
    String artifact = path + "/artifacts/" + first.text("/data/1/id");

    assertThat(first.json().findValuesAsString("path"))
        .containsExactly("dist/0.html", "dist/1.html");
    assertThat(second.json().findValuesAsString("path")).containsExactly("dist/2.html");
    assertThat(api.get(artifact).expect(200).json()).isEqualTo(first.json().at("/data/1"));
    var content = api.get(artifact + "/content").expect(200);
    assertThat(content.body()).isEqualTo("<script>");
    assertThat(content.header("Content-Disposition")).contains("filename=\"1.html\"");
  }

  @Test
  void areFoundOnlyWhereTheyBelong() {
    var id = Left.artifact(GATEWAY, TENANT, run, "a", "a");
    String other = api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");

    api.get("/v1/runs/" + other + "/artifacts/" + id).expectProblem(404, "artifact_not_found");
    api.get(path + "/artifacts/nonsense").expectProblem(404, "artifact_not_found");
    api.get(path + "/artifacts/" + id + "/content").expect(200);
  }

  @Test
  void doNotExistAfterTheirTime() {
    var _ =
        Left.output(
            GATEWAY,
            TENANT,
            run,
            RunOutput.Kind.PATCH,
            "p",
            "text/x-diff",
            "old",
            Duration.ofSeconds(-1));

    api.get(path + "/patch").expectProblem(404, "output_not_found");
  }

  /** The same bytes that its last event vouches for. */
  @Test
  void includeTheLog() {
    api.post(path + "/cancel", "{}").expect(200);

    var log = api.get(path + "/log").expect(200);
    var lines = log.body().lines().toList();

    assertThat(log.header("Content-Type")).isEqualTo("application/jsonl");
    assertThat(log.header("Content-Length"))
        .isEqualTo(String.valueOf(log.body().getBytes(StandardCharsets.UTF_8).length));
    assertThat(lines.getFirst()).contains("run.queued");
    assertThat(lines.getLast()).contains("run.cancelled");
    var sum = new CRC32();
    lines
        .subList(0, lines.size() - 1)
        .forEach(line -> sum.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
    assertThat(lines.getLast()).contains(String.valueOf(sum.getValue()));
    api.with("If-None-Match", log.header("ETag")).get(path + "/log").expect(304);
    assertThat(api.with("Range", "bytes=100-199").get(path + "/log").expect(206).body())
        .isEqualTo(log.body().substring(100, 200));
  }

  @Test
  void includeTheLogSoFarOfARunThatGoesOn() {
    assertThat(api.get(path + "/log").expect(200).body().lines()).hasSize(1);
  }

  @Test
  void takeTheScopeOfRuns() {
    Tenant.withKeyOf(TENANT.browser(), "[\"files:read\"]")
        .get(path + "/log")
        .expectProblem(403, "forbidden")
        .saying("runs:read");
  }
}
