package dev.ccrunner.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.secret.SecretId;
import org.junit.jupiter.api.Test;

/** Which secrets a run may name. */
class SubmittedSecretsTest extends SecretKeeping {
  @Test
  void submitsRunsWithSecretsByTheirIds() {
    var secret = api.post("/v1/secrets", env("in-a-run", VALUE)).expect(201);
    var mcp =
        api.post("/v1/secrets", "{\"name\":\"m\",\"kind\":\"mcp\",\"value\":\"v\"}").expect(201);
    String ids = "[\"" + secret.text("/id") + "\"]";

    var run = api.post("/v1/runs", "{\"prompt\":\"p\",\"secrets\":" + ids + "}").expect(202);

    String spec =
        jdbc()
            .queryForObject(
                "select spec from run where id = ?",
                String.class,
                dev.ccrunner.run.RunId.parse(run.text("/id")).orElseThrow().value());
    assertThat(spec).contains(secret.text("/id")).doesNotContain("hunter2");
    var dry = api.post("/v1/runs?dry_run=true", "{\"prompt\":\"p\",\"secrets\":" + ids + "}");
    assertThat(dry.expect(200).json().get("secrets").toString()).isEqualTo(ids);
    refused("{\"prompt\":\"p\",\"secrets\":[\"%s\"]}".formatted(mcp.text("/id")), "invalid_field")
        .at("/secrets/0");
    refused("{\"prompt\":\"p\",\"env\":{\"TOKEN\":\"x\"},\"secrets\":" + ids + "}", "invalid_field")
        .at("/secrets/0");
    refused(
            "{\"prompt\":\"p\",\"secrets\":[\"%1$s\",\"%1$s\"]}".formatted(secret.text("/id")),
            "invalid_field")
        .at("/secrets");
    refused(
            "{\"prompt\":\"p\",\"provider_secret\":\"" + secret.text("/id") + "\"}",
            "invalid_field")
        .at("/provider_secret");
    for (String unknown : new String[] {new SecretId(TimeOrderedIds.next()).toString(), "sec_x"}) {
      for (String query : new String[] {"", "?dry_run=true"}) {
        api.post("/v1/runs" + query, "{\"prompt\":\"p\",\"secrets\":[\"" + unknown + "\"]}")
            .expectProblem(404, "secret_not_found")
            .at("/secrets/0");
      }
    }
  }

  private ApiResponse refused(String body, String code) {
    return api.post("/v1/runs", body).expectProblem(400, code);
  }
}
