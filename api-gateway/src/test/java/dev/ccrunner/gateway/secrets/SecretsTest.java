package dev.ccrunner.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.secret.SecretId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a team does with its secrets, and what nobody gets to see of them. */
class SecretsTest extends SecretKeeping {
  @Test
  void keepsASecretAndNeverShowsItsValueAgain() {
    var created =
        api.post("/v1/secrets", env("shown", VALUE).replace("}", ",\"description\":\"why\"}"))
            .expect(201);

    String path = created.header("Location");
    assertThat(created.header("ETag")).isEqualTo("\"1\"");
    assertThat(path).isEqualTo("/v1/secrets/" + created.text("/id"));
    assertThat(created.text("/kind")).isEqualTo("env");
    assertThat(created.text("/env_name")).isEqualTo("TOKEN");
    assertThat(created.text("/hint")).isEqualTo("-see");
    assertThat(created.json().get("warning").isNull()).isTrue();
    var shown = api.get(path).expect(200);
    assertThat(shown.json()).isEqualTo(created.json());
    assertThat(shown.header("ETag")).isEqualTo("\"1\"");
    assertThat(created.body() + shown.body() + api.get("/v1/secrets").expect(200).body())
        .doesNotContain("hunter2");
    assertThat(value(created)).isEqualTo(VALUE);
  }

  @Test
  void warnsThatAShortValueIsNotMasked() {
    assertThat(api.post("/v1/secrets", env("short", "1234567")).expect(201).text("/warning"))
        .contains("fewer than 8 characters")
        .contains("ccr.secrets.mask-from");
  }

  @Test
  void carriesOutACreateOnceAndRecognisesAnotherByItsValue() {
    String name = "once-" + NAMES.incrementAndGet();
    var once = api.with("Idempotency-Key", UUID.randomUUID().toString());
    var first = once.post("/v1/secrets", env(name, "1234")).expect(201);

    var again = once.post("/v1/secrets", env(name, "1234")).expect(201);
    once.post("/v1/secrets", env(name, "1235")).expectProblem(422, "idempotency_key_reused");

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
  }

  /** Four digits are tried in no time: then no stored hash must be one of theirs. */
  @Test
  void storesNoHashFromWhichAShortValueCouldBeGuessed() throws Exception {
    String name = "guess-" + NAMES.incrementAndGet();
    String body = env(name, "4711");
    api.with("Idempotency-Key", "guess-me").post("/v1/secrets", body).expect(201);

    byte[] stored =
        jdbc()
            .queryForObject(
                "select request_hash from idempotency_key where key = 'guess-me'", byte[].class);
    String answer =
        jdbc()
            .queryForObject(
                "select body from idempotency_key where key = 'guess-me'", String.class);

    for (String message : new String[] {body, "/v1/secrets\n" + body, "4711"}) {
      byte[] guess =
          MessageDigest.getInstance("SHA-256").digest(message.getBytes(StandardCharsets.UTF_8));
      assertThat(HexFormat.of().formatHex(stored)).doesNotContain(HexFormat.of().formatHex(guess));
    }
    assertThat(answer).doesNotContain("4711");
  }

  @Test
  void changesWhatIsGivenAndCountsTheVersions() {
    var secret = api.post("/v1/secrets", env("changed", VALUE)).expect(201);
    String path = secret.header("Location");

    var renamed =
        patch(api.with("If-Match", "\"1\""), path, "{\"name\":\"changed-2\",\"description\":\"d\"}")
            .expect(200);
    assertThat(renamed.header("ETag")).isEqualTo("\"2\"");
    assertThat(renamed.text("/name")).isEqualTo("changed-2");
    assertThat(value(secret)).isEqualTo(VALUE);

    patch(api, path, "{\"value\":\"another-value\",\"env_name\":\"OTHER\"}").expect(200);
    assertThat(value(secret)).isEqualTo("another-value");
    patch(api.with("If-Match", "\"2\""), path, "{\"description\":\"\"}")
        .expectProblem(412, "precondition_failed")
        .saying("\"3\"");
    patch(api.with("If-Match", "two"), path, "{}").expectProblem(400, "invalid_header");
    assertThat(
            patch(api.with("If-Match", "*"), path, "{\"description\":\"\"}")
                .expect(200)
                .json()
                .get("description")
                .isNull())
        .isTrue();
  }

  @Test
  void keepsAKeyForSsh() {
    var body =
        """
        {"name":"deploy","kind":"git","hosts":["git.example.org:2222"],"username":"git",
         "known_hosts":"[git.example.org]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\\n",
         "value":"-----BEGIN OPENSSH PRIVATE KEY-----\\nb3BlbnNzaC1rZXk=\\n-----END OPENSSH PRIVATE KEY-----\\n"}\
        """;

    var kept = api.post("/v1/secrets", body).expect(201);

    assertThat(kept.text("/known_hosts")).startsWith("[git.example.org]:2222 ssh-ed25519");
    assertThat(kept.body()).doesNotContain("b3BlbnNzaC1rZXk");
  }

  /** Else who may write secrets could have a value sent to a server of their own. */
  @Test
  void changesWhereAValueGoesOnlyTogetherWithTheValue() {
    var git =
        api.post(
                "/v1/secrets",
                """
                {"name":"git","kind":"git","hosts":["git.example.org"],"username":"bot","value":"%s"}\
                """
                    .formatted(VALUE))
            .expect(201);
    var provider =
        api.post(
                "/v1/secrets",
                provider(
                    "moved",
                    "\"type\":\"gateway\",\"base_url\":\"https://a.example.org\",\"api_key\":\""
                        + VALUE
                        + "\""))
            .expect(201);

    patch(api, git.header("Location"), "{\"hosts\":[\"evil.example.org\"]}")
        .expectProblem(400, "missing_field")
        .at("/value");
    patch(
            api,
            provider.header("Location"),
            "{\"provider\":{\"type\":\"gateway\",\"base_url\":\"https://evil.example.org\"}}")
        .expectProblem(400, "missing_field")
        .at("/provider/api_key");
    patch(api, git.header("Location"), "{\"hosts\":[\"new.example.org\"],\"value\":\"new-value\"}")
        .expect(200);
    assertThat(api.get(git.header("Location")).text("/username")).isEqualTo("bot");
  }

  @Test
  void deletesASecret() {
    String path = api.post("/v1/secrets", env("deleted", VALUE)).expect(201).header("Location");

    assertThat(api.send("DELETE", path, null, null).expect(204).body()).isEmpty();

    api.get(path).expectProblem(404, "secret_not_found");
    api.send("DELETE", path, null, null).expectProblem(404, "secret_not_found");
    patch(api, path, "{}").expectProblem(404, "secret_not_found");
  }

  @Test
  void listsPageByPage() {
    var team = Tenant.on(GATEWAY).owner();
    for (int i = 0; i < 3; i++) {
      team.post(
              "/v1/secrets", "{\"name\":\"page-%d\",\"kind\":\"mcp\",\"value\":\"v\"}".formatted(i))
          .expect(201);
    }

    var first = team.get("/v1/secrets?kind=mcp&limit=2").expect(200);
    var second =
        team.get("/v1/secrets?kind=mcp&limit=2&cursor=" + first.text("/next_cursor")).expect(200);

    assertThat(first.json().get("data").findValuesAsString("name"))
        .containsExactly("page-2", "page-1");
    assertThat(second.json().get("data").findValuesAsString("name")).containsExactly("page-0");
    assertThat(second.json().get("next_cursor").isNull()).isTrue();
    team.get("/v1/secrets?cursor=" + first.text("/next_cursor")).expectProblem(400, "bad_cursor");
    team.get("/v1/secrets?kind=all").expectProblem(400, "invalid_parameter");
  }

  @Test
  void hasNothingForAnotherTeam() {
    var secret = api.post("/v1/secrets", env("of-one-team", VALUE)).expect(201);
    var stranger = api.withKey(strangersKey());
    String path = secret.header("Location");
    String nobodys = "/v1/secrets/" + new SecretId(TimeOrderedIds.next());

    for (String method : new String[] {"GET", "DELETE"}) {
      var foreign = stranger.send(method, path, null, null).expectProblem(404, "secret_not_found");
      var none = stranger.send(method, nobodys, null, null).expectProblem(404, "secret_not_found");
      assertThat(foreign.text("/detail").replace(path.substring(12), ""))
          .isEqualTo(none.text("/detail").replace(nobodys.substring(12), ""));
    }
    patch(stranger, path, "{\"name\":\"x\"}").expectProblem(404, "secret_not_found");
    assertThat(stranger.get("/v1/secrets").expect(200).json().get("data")).isEmpty();
    stranger.post("/v1/secrets", env("of-one-team", VALUE)).expect(201);
    stranger
        .post("/v1/runs", "{\"prompt\":\"p\",\"secrets\":[\"" + secret.text("/id") + "\"]}")
        .expectProblem(404, "secret_not_found")
        .at("/secrets/0");
    api.get(path).expect(200);
  }

  @Test
  void refusesANameThatIsTaken() {
    api.post("/v1/secrets", env("taken", VALUE)).expect(201);

    api.post("/v1/secrets", env("taken", VALUE))
        .expectProblem(409, "secret_name_taken")
        .at("/name");
  }

  private String strangersKey() {
    var key = ApiKey.generate(new SecureRandom());
    var team = TimeOrderedIds.next();
    jdbc().update("insert into team (id, name) values (?, 'strangers')", team);
    jdbc()
        .update(
            "insert into api_key (team_id, id, name, hash, hint) values (?, ?, 'k', ?, ?)",
            team,
            TimeOrderedIds.next(),
            key.hash(),
            key.hint());
    return key.reveal();
  }
}
