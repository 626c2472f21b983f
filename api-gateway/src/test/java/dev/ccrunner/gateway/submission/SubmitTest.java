package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Contract;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.run.RunId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmitTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private final ApiClient api = GATEWAY.client();

  @Test
  void acceptsAPromptAndAnswersTheWholeRun() {
    ApiResponse accepted =
        api.post("/v1/runs", "{\"prompt\":\"Fix the failing test\"}").expect(202);

    String id = accepted.text("/id");
    assertThat(RunId.parse(id)).isPresent();
    assertThat(accepted.header("Location")).isEqualTo("/v1/runs/" + id);
    assertThat(accepted.text("/object")).isEqualTo("run");
    assertThat(accepted.text("/status")).isEqualTo("queued");
    assertThat(accepted.text("/prompt")).isEqualTo("Fix the failing test");
    assertThat(accepted.text("/permission_mode")).isEqualTo("default");
    assertThat(accepted.json().get("attempt").intValue()).isZero();
    assertThat(accepted.json().get("last_seq").intValue()).isEqualTo(1);
    assertThat(accepted.text("/created_by")).startsWith("key_");
    assertThat(Instant.parse(accepted.text("/created_at"))).isNotNull();
    assertThat(accepted.text("/urls/events")).isEqualTo("/v1/runs/" + id + "/events");
    assertThat(accepted.json().at("/urls/web").isNull()).isTrue();
    assertThat(api.get("/v1/runs/" + id).expect(200).text("/id")).isEqualTo(id);
  }

  @Test
  void answersExactlyTheDocumentedFields() {
    ApiResponse run = api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202);

    var documented =
        Contract.of(GATEWAY.port()).document().at("/components/schemas/Run/properties");
    assertThat(run.json().propertyNames()).hasSameElementsAs(documented.propertyNames());
  }

  @Test
  void keepsLabels() {
    ApiResponse run =
        api.post("/v1/runs", "{\"prompt\":\"p\",\"labels\":{\"ci\":\"gh-123\",\"a/b.c\":\"\"}}")
            .expect(202);

    assertThat(run.json().get("labels").toString()).isEqualTo("{\"a/b.c\":\"\",\"ci\":\"gh-123\"}");
  }

  @Test
  void treatsNullAsAbsent() {
    api.post(
            "/v1/runs",
            "{\"prompt\":\"p\",\"model\":null,\"limits\":null,\"session_id\":null,\"webhook\":null}")
        .expect(202);
  }

  @Test
  void dryRunAnswersEverythingResolvedAndStoresNothing() {
    String body =
        "{\"prompt\":\"p\",\"labels\":{\"dry\":\"yes\"},\"limits\":{\"max_cost_usd\":\"2.00\"}}";

    ApiResponse resolved = api.post("/v1/runs?dry_run=true", body).expect(200);

    assertThat(resolved.text("/object")).isEqualTo("run_request");
    assertThat(resolved.text("/permission_mode")).isEqualTo("default");
    assertThat(resolved.text("/limits/timeout")).isEqualTo("45m");
    assertThat(resolved.text("/limits/idle_timeout")).isEqualTo("15m");
    assertThat(resolved.text("/limits/max_cost_usd")).isEqualTo("2.00");
    assertThat(resolved.json().at("/retry/max_attempts").intValue()).isEqualTo(1);
    assertThat(api.get("/v1/runs?label.dry=yes").json().get("data")).isEmpty();
  }

  @Test
  void dryRunRefusesWhatASubmitRefuses() {
    api.post("/v1/runs?dry_run=true", "{\"prompt\":\" \"}").expectProblem(400, "invalid_field");
    api.post("/v1/runs?dry_run=perhaps", "{\"prompt\":\"p\"}")
        .expectProblem(400, "invalid_parameter")
        .saying("dry_run");
  }

  @Test
  void resolvesEveryFieldItSupports() {
    ApiResponse resolved =
        api.post(
                "/v1/runs?dry_run=true",
                """
                {"prompt":"p","model":"sonnet","fallback_model":"haiku","effort":"high",
                 "system_prompt":"s","append_system_prompt":"a","permission_mode":"acceptEdits",
                 "permissions":{"allow":["Read"],"ask":["Edit"],"deny":["WebFetch"]},
                 "limits":{"max_cost_usd":"0.5","max_turns":7,"timeout":"2h","idle_timeout":"90s"},
                 "env":{"MAVEN_ARGS":"-B"},"retry":{"max_attempts":2,"on":["worker_lost","overloaded"]},
                 "queue":{"expires_after":"10m"},"labels":{"k":"v"}}\
                """)
            .expect(200);

    assertThat(resolved.json().toString())
        .isEqualTo(
            """
            {"object":"run_request","prompt":"p","content":[],"session_id":null,"model":"sonnet","fallback_model":"haiku",\
            "effort":"high","system_prompt":"s","append_system_prompt":"a",\
            "permission_mode":"acceptEdits",\
            "permissions":{"allow":["Read"],"ask":["Edit"],"deny":["WebFetch"]},\
            "slash_commands":false,"file_mentions":false,\
            "workspace":{"git":null,"files":[],"keep":"never","keep_for":null},\
            "output":{"schema":null,"repairs":0,"artifacts":[],"patch":true,"push":null},"checks":[],\
            "limits":{"max_cost_usd":"0.5","max_turns":7,"timeout":"2h","idle_timeout":"90s",\
            "memory":null,"cpus":null,"disk":null,"processes":null},\
            "retry":{"max_attempts":2,"on":["provider_overloaded","worker_lost"]},\
            "queue":{"expires_after":"10m"},\
            "env":{"MAVEN_ARGS":"-B"},"secrets":[],"provider_secret":null,"labels":{"k":"v"}}\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                    | missing_field     | /prompt",
        "{\"prompt\":null}                                     | missing_field     | /prompt",
        "{\"prompt\":\"\"}                                     | invalid_field     | /prompt",
        "{\"prompt\":\" \\n\\t\"}                              | invalid_field     | /prompt",
        "{\"prompt\":7}                                        | invalid_field     | /prompt",
        "{\"prompt\":\"a\\u0000b\"}                            | invalid_field     | /prompt",
        "{\"prompt\":\"\\ud800\"}                              | invalid_field     | /prompt",
        "{\"prompt\":\"p\",\"promt\":\"q\"}                    | unknown_field     | /promt",
        "{\"prompt\":\"p\",\"a/b~c\":1}                        | unknown_field     | /a~1b~0c",
        "{\"prompt\":\"p\",\"limits\":{\"tiemout\":\"1m\"}}    | unknown_field     | /limits/tiemout",
        "{\"prompt\":\"p\",\"mcp_servers\":[\"mcp_1\"]}        | unsupported_field | /mcp_servers",
        "{\"prompt\":\"p\",\"webhook\":{\"url\":\"x\"}}        | unsupported_field | /webhook",
        "{\"prompt\":\"p\",\"queue\":{\"priority\":1}}        | unsupported_field | /queue/priority",
        "{\"prompt\":\"p\",\"permission_mode\":\"yolo\"}       | invalid_field     | /permission_mode",
        "{\"prompt\":\"p\",\"effort\":\"most\"}                | invalid_field     | /effort",
        "{\"prompt\":\"p\",\"model\":\"--help\"}               | invalid_field     | /model",
        "{\"prompt\":\"p\",\"fallback_model\":\"a b\"}         | invalid_field     | /fallback_model",
        "{\"prompt\":\"p\",\"permissions\":{\"allow\":\"R\"}}  | invalid_field     | /permissions/allow",
        "{\"prompt\":\"p\",\"permissions\":{\"ask\":[\"R\",1]}}| invalid_field     | /permissions/ask/1",
        "{\"prompt\":\"p\",\"permissions\":{\"deny\":[\"\"]}}  | invalid_field     | /permissions/deny/0",
        "{\"prompt\":\"p\",\"limits\":{\"timeout\":45}}        | invalid_field     | /limits/timeout",
        "{\"prompt\":\"p\",\"limits\":{\"timeout\":\"soon\"}}  | invalid_field     | /limits/timeout",
        "{\"prompt\":\"p\",\"limits\":{\"timeout\":\"0s\"}}    | invalid_field     | /limits/timeout",
        "{\"prompt\":\"p\",\"limits\":{\"idle_timeout\":\"99d\"}}| invalid_field   | /limits/idle_timeout",
        "{\"prompt\":\"p\",\"limits\":{\"max_cost_usd\":2}}    | invalid_field     | /limits/max_cost_usd",
        "{\"prompt\":\"p\",\"limits\":{\"max_cost_usd\":\"-1\"}}| invalid_field    | /limits/max_cost_usd",
        "{\"prompt\":\"p\",\"limits\":{\"max_turns\":0}}       | invalid_field     | /limits/max_turns",
        "{\"prompt\":\"p\",\"limits\":{\"max_turns\":1.5}}     | invalid_field     | /limits/max_turns",
        "{\"prompt\":\"p\",\"limits\":[]}                      | invalid_field     | /limits",
        "{\"prompt\":\"p\",\"retry\":{\"max_attempts\":11}}    | invalid_field     | /retry/max_attempts",
        "{\"prompt\":\"p\",\"retry\":{\"on\":[\"bad_luck\"]}}  | invalid_field     | /retry/on/0",
        "{\"prompt\":\"p\",\"env\":{\"ANTHROPIC_API_KEY\":\"x\"}}| invalid_field   | /env/ANTHROPIC_API_KEY",
        "{\"prompt\":\"p\",\"env\":{\"claude_config_dir\":\"x\"}}| invalid_field   | /env/claude_config_dir",
        "{\"prompt\":\"p\",\"env\":{\"LD_PRELOAD\":\"x\"}}     | invalid_field     | /env/LD_PRELOAD",
        "{\"prompt\":\"p\",\"env\":{\"PATH\":\"x\"}}           | invalid_field     | /env/PATH",
        "{\"prompt\":\"p\",\"env\":{\"1A\":\"x\"}}             | invalid_field     | /env/1A",
        "{\"prompt\":\"p\",\"env\":{\"A\":1}}                  | invalid_field     | /env/A",
        "{\"prompt\":\"p\",\"labels\":{\"a b\":\"x\"}}         | invalid_field     | /labels/a b",
        "{\"prompt\":\"p\",\"labels\":{\"a\":null}}            | invalid_field     | /labels/a",
        "{\"prompt\":\"p\",\"prompt\":\"q\"}                   | duplicate_field   | /prompt",
      })
  void refusesAFieldAndSaysWhere(String body, String code, String pointer) {
    ApiResponse refused = api.post("/v1/runs", body).expectProblem(400, code).at(pointer);

    assertThat(refused.text("/errors/0/message")).contains("xpected");
  }

  @Test
  void namesEveryWrongFieldAtOnce() {
    ApiResponse refused =
        api.post("/v1/runs", "{\"prompt\":1,\"model\":2,\"extra\":3}")
            .expectProblem(400, "invalid_field");

    assertThat(refused.json().get("errors").findValuesAsString("pointer"))
        .containsExactly("/prompt", "/model", "/extra");
  }

  @Test
  void refusesAPromptThatIsTooLarge() {
    api.post("/v1/runs", "{\"prompt\":\"" + "x".repeat(1024 * 1024 + 1) + "\"}")
        .expectProblem(413, "prompt_too_large")
        .at("/prompt")
        .saying("1048576");
    // Half as many characters, but each is two bytes.
    api.post("/v1/runs", "{\"prompt\":\"" + "é".repeat(512 * 1024 + 1) + "\"}")
        .expectProblem(413, "prompt_too_large");
  }

  @Test
  void acceptsAPromptOfExactlyTheLargestSize() {
    api.post("/v1/runs?dry_run=true", "{\"prompt\":\"" + "x".repeat(1024 * 1024) + "\"}")
        .expect(200);
  }

  @Test
  void refusesTooManyLabels() {
    var labels = new StringBuilder("\"l0\":\"\"");
    for (int i = 1; i <= 64; i++) {
      labels.append(",\"l").append(i).append("\":\"\"");
    }

    api.post("/v1/runs", "{\"prompt\":\"p\",\"labels\":{" + labels + "}}")
        .expectProblem(400, "invalid_field")
        .at("/labels");
  }

  @Test
  void refusesAnEnvironmentThatIsTooLarge() {
    api.post("/v1/runs", "{\"prompt\":\"p\",\"env\":{\"A\":\"" + "x".repeat(64 * 1024) + "\"}}")
        .expectProblem(400, "invalid_field")
        .at("/env");
  }
}
