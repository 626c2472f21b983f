package dev.ccrunner.gateway.secrets;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.secret.KeyFile;
import dev.ccrunner.infra.secret.Opening;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.team.TeamId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsTest {
  private static final String VALUE = "hunter2-that-nobody-may-see";
  private static final AtomicInteger NAMES = new AtomicInteger();
  @TempDir static Path folder;

  private Path keys;
  private TestGateway gateway;
  private ApiClient api;

  @BeforeAll
  void start() throws Exception {
    keys = folder.resolve("secrets-keys");
    KeyFile.createIfMissing(keys, new SecureRandom());
    gateway =
        TestGateway.start(
            Map.of(
                "ccr.secrets.key-file", keys.toString(),
                "ccr.secrets.limits.rewrap-every", "100ms",
                "ccr.secrets.limits.provider-hosts", "llm.corp"));
    api = gateway.client();
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

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
    var team = Tenant.on(gateway).owner();
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /name|missing_field|{"kind":"env","env_name":"A","value":"hunter2"}
          /name|invalid_field|{"name":"two words","kind":"env","env_name":"A","value":"hunter2"}
          /kind|missing_field|{"name":"n","value":"hunter2"}
          /kind|invalid_field|{"name":"n","kind":"ssh","value":"hunter2"}
          /value|missing_field|{"name":"n","kind":"env","env_name":"A"}
          /value|missing_field|{"name":"n","kind":"mcp","value":""}
          /value|invalid_field|{"name":"n","kind":"mcp","value":"hunter2 hunter2"}
          /env_name|missing_field|{"name":"n","kind":"env","value":"hunter2"}
          /env_name|invalid_field|{"name":"n","kind":"env","env_name":"PATH","value":"hunter2"}
          /env_name|invalid_field|{"name":"n","kind":"env","env_name":"MALLOC_CHECK_","value":"hunter2"}
          /env_name|invalid_field|{"name":"n","kind":"mcp","env_name":"A","value":"hunter2"}
          /hosts|missing_field|{"name":"n","kind":"git","username":"u","value":"hunter2"}
          /hosts/0|invalid_field|{"name":"n","kind":"git","hosts":["https://h"],"username":"u","value":"hunter2"}
          /username|invalid_field|{"name":"n","kind":"git","hosts":["h"],"username":"a:b","value":"hunter2"}
          /known_hosts|invalid_field|{"name":"n","kind":"git","hosts":["h"],"username":"git","known_hosts":"h","value":"-----BEGIN PRIVATE KEY-----\\nhunter2\\n-----END PRIVATE KEY-----"}
          /known_hosts|invalid_field|{"name":"n","kind":"env","env_name":"A","known_hosts":"h ssh-ed25519 AAAA","value":"hunter2"}
          /value|invalid_field|{"name":"n","kind":"git","hosts":["h"],"username":"git","known_hosts":"h ssh-ed25519 AAAA","value":"hunter2"}
          /team_default|invalid_field|{"name":"n","kind":"mcp","value":"hunter2","team_default":true}
          /provider|missing_field|{"name":"n","kind":"provider"}
          /provider/type|invalid_field|{"name":"n","kind":"provider","provider":{"type":"openai","api_key":"hunter2"}}
          /provider/api_key|missing_field|{"name":"n","kind":"provider","provider":{"type":"anthropic"}}
          /provider/base_url|missing_field|{"name":"n","kind":"provider","provider":{"type":"gateway","api_key":"hunter2"}}
          /provider/region|invalid_field|{"name":"n","kind":"provider","provider":{"type":"anthropic","region":"eu","api_key":"hunter2"}}
          /provider/region|missing_field|{"name":"n","kind":"provider","provider":{"type":"bedrock","api_key":"hunter2"}}
          /provider/secret_access_key|missing_field|{"name":"n","kind":"provider","provider":{"type":"bedrock","region":"eu-central-1","access_key_id":"hunter2"}}
          /provider/service_account|invalid_field|{"name":"n","kind":"provider","provider":{"type":"vertex","region":"europe-west1","project":"my-project","service_account":"hunter2"}}
          """)
  void saysWhatIsWrongAndNothingOfTheValue(String pointer, String code, String body) {
    var answer = api.post("/v1/secrets", body).expectProblem(400, code).at(pointer);

    assertThat(answer.body()).doesNotContain("hunter2");
  }

  /** Bodies that are refused before anybody knows that there is a value in them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"n\",\"value\":hunter2}",
        "{\"name\":\"n\",\"value\":\"hunter2\"",
        "{\"value\":\"hunter2\\x\"}",
        "\"hunter2\"",
        "{\"name\":\"n\",\"kind\":\"provider\",\"provider\":\"hunter2\"}",
        "{\"name\":\"n\",\"kind\":\"mcp\",\"value\":{\"token\":\"hunter2\"}}",
        "{\"name\":\"n\",\"kind\":\"mcp\",\"value\":22222}",
        "{\"name\":\"n\",\"kind\":\"git\",\"hosts\":\"hunter2\"}",
        "{\"name\":\"n\",\"hunter2!\":1}",
        "hunter2"
      })
  void repeatsNothingOfABodyThatItCannotRead(String body) {
    var answer = api.post("/v1/secrets", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).doesNotContain("hunter2").doesNotContain("22222");
  }

  @Test
  void saysWhichFieldIsMisspelt() {
    api.post("/v1/secrets", "{\"name\":\"n\",\"kind\":\"mcp\",\"vaule\":\"hunter2\"}")
        .expectProblem(400, "unknown_field")
        .at("/vaule");
  }

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
    assertThat(gateway.bean(Vault.class).defaultProvider(team(two))).isEmpty();
  }

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

  @Test
  void wrapsAllSecretsWithANewKeyWhileItRuns() throws Exception {
    var secret = api.post("/v1/secrets", env("rotated", VALUE)).expect(201);

    int version = KeyFile.addKey(keys, new SecureRandom());

    await()
        .until(() -> {
          var state = api.get("/v1/secret_keys").expect(200).json();
          return state.get("sealing_version").intValue() == version
              && state
                  .get("versions")
                  .valueStream()
                  .allMatch(key ->
                      key.get("version").intValue() == version
                          || key.get("secrets").intValue() == 0);
        });
    assertThat(value(secret)).isEqualTo(VALUE);
  }

  @Test
  void startsWithoutAKeyAndSaysWhatIsMissing() {
    try (var gateway = TestGateway.start(Map.of())) {
      var without = gateway.client();

      without
          .post("/v1/secrets", env("x", VALUE))
          .expectProblem(503, "secrets_not_configured")
          .saying("ccr.secrets.key-file");
      without.get("/v1/secrets").expect(200);
      assertThat(without.get("/v1/secret_keys").expect(200).json().get("sealing_version").isNull())
          .isTrue();
    }
  }

  private ApiResponse refused(String body, String code) {
    return api.post("/v1/runs", body).expectProblem(400, code);
  }

  private static ApiResponse patch(ApiClient client, String path, String body) {
    return client.send("PATCH", path, "application/json", body);
  }

  private static String env(String name, String value) {
    return "{\"name\":\"%s\",\"kind\":\"env\",\"env_name\":\"TOKEN\",\"value\":\"%s\"}"
        .formatted(name, value);
  }

  private static String provider(String name, String fields) {
    return "{\"name\":\"%s\",\"kind\":\"provider\",\"provider\":{%s}}".formatted(name, fields);
  }

  private static String defaultProvider(String name, String fields) {
    return provider(name, fields).replaceFirst("\\{", "{\"team_default\":true,");
  }

  private JdbcTemplate jdbc() {
    return gateway.bean(JdbcTemplate.class);
  }

  private TeamId team(ApiResponse secret) {
    return new TeamId(
        requireNonNull(
            jdbc()
                .queryForObject(
                    "select team_id from secret where id = ?", UUID.class, id(secret).value())));
  }

  private static SecretId id(ApiResponse secret) {
    return SecretId.parse(secret.text("/id")).orElseThrow();
  }

  /** As a worker gets it. */
  private String value(ApiResponse secret) {
    return gateway.bean(Vault.class).open(team(secret), id(secret))
            instanceof Opening.Opened(var _, var parts)
        ? parts.get(SecretParts.VALUE)
        : "it does not open";
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
