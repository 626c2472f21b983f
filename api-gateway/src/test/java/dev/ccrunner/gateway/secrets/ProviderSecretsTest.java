package dev.ccrunner.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.secret.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts at model providers, and where their keys may go. */
class ProviderSecretsTest extends SecretKeeping {
  @ParameterizedTest
  @CsvSource({
    "https://llm.example.org/prefix, true",
    "http://llm.corp:8080, true",
    "https://LLM.corp, true",
    "http://llm.example.org, false",
    "https://10.0.0.1, false",
    "https://127.1, false",
    "https://[::1], false",
    "https://localhost, false",
    "https://metadata.google.internal, false",
    "https://postgres:5432, false",
    "https://user:pass@llm.example.org, false",
    "https://llm.example.org/?key=1, false",
    "ftp://llm.example.org, false",
    "nonsense, false"
  })
  void sendsKeysToPublicHostsOrThoseThatTheOperatorAllows(String url, boolean allowed) {
    var answer =
        api.post(
            "/v1/secrets",
            provider(
                "address-" + NAMES.incrementAndGet(),
                "\"type\":\"gateway\",\"base_url\":\"%s\",\"api_key\":\"k\"".formatted(url)));

    if (allowed) {
      answer.expect(201);
    } else {
      answer.expectProblem(400, "invalid_field").at("/provider/base_url");
    }
  }

  @Test
  void keepsAccountsThatThisVersionCannotUseYet() {
    var bedrock =
        api.post(
                "/v1/secrets",
                provider(
                    "aws",
                    "\"type\":\"bedrock\",\"region\":\"eu-central-1\",\"access_key_id\":\"AKIA\",\"secret_access_key\":\"s\""))
            .expect(201);
    api.post(
            "/v1/secrets",
            provider(
                "gcp",
                "\"type\":\"vertex\",\"region\":\"europe-west1\",\"project\":\"my-project\",\"service_account\":\"{\\\"client_email\\\":\\\"e\\\",\\\"private_key\\\":\\\"k\\\"}\""))
        .expect(201);

    assertThat(bedrock.text("/provider/region")).isEqualTo("eu-central-1");
    assertThat(bedrock.body()).doesNotContain("AKIA");
  }

  @Test
  void hasOneAccountThatTheTeamUsesByDefault() {
    String first = "\"type\":\"anthropic\",\"api_key\":\"k\"";
    var one = api.post("/v1/secrets", defaultProvider("default-1", first)).expect(201);
    var two = api.post("/v1/secrets", defaultProvider("default-2", first)).expect(201);

    assertThat(api.get(one.header("Location")).json().get("team_default").booleanValue()).isFalse();
    assertThat(api.get(two.header("Location")).json().get("team_default").booleanValue()).isTrue();
    patch(api, two.header("Location"), "{\"team_default\":false}").expect(200);
    assertThat(GATEWAY.bean(Vault.class).defaultProvider(team(two))).isEmpty();
  }

  private static String defaultProvider(String name, String fields) {
    return provider(name, fields).replaceFirst("\\{", "{\"team_default\":true,");
  }
}
