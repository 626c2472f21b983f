package dev.ccrunner.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.e2e.ApiClient.Event;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Secrets are kept, changed, used and printed by a run in every form it can think of; afterwards
 * all stores are searched for them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsDumpTest {
  private static final String TOKEN = "tok/en+of the team, \"quoted\" & 7f3a9c";
  private static final String FORMER = "former-value-before-it-was-changed";
  private static final String ACCOUNT = "sk-account-of-the-team-5521";
  private static final String GIT = "ghp_git-password-of-the-team-8812";

  @TempDir static Path folder;
  private Stack stack;

  @BeforeAll
  void start() throws Exception {
    stack = Stack.start(folder, FakeCli.install(folder.resolve("cli")));
  }

  @AfterAll
  void stop() {
    stack.close();
  }

  @Test
  void leavesNothingOfASecretInAnyStore() throws Exception {
    var client = stack.client();
    String token = kept(env(FORMER));
    assertThat(
            client
                .send("PATCH", "/v1/secrets/" + token, "patch", "{\"value\":" + json(TOKEN) + "}")
                .statusCode())
        .isEqualTo(200);
    kept(
        "{\"name\":\"git\",\"kind\":\"git\",\"hosts\":[\"h\"],\"username\":\"u\",\"value\":"
            + json(GIT)
            + "}");
    kept(
        "{\"name\":\"account\",\"kind\":\"provider\",\"provider\":{\"type\":\"anthropic\",\"api_key\":"
            + json(ACCOUNT)
            + "}}");

    var seen = streamed(token, "{\"leak\":\"TOKEN\",\"deltas\":200}");
    streamed(token, "{\"leak\":\"TOKEN\",\"no_result\":true,\"exit\":3}");

    assertThat(seen).contains("plain [secret:token].", "agent.message_delta");
    String postgres = Dump.postgres(stack.database());
    String redis = Dump.redis();
    String kafka = Dump.kafka("runs.dispatch");
    // What would be found if it were there, and is what was searched.
    assertThat(postgres).contains("token", "[secret:token]", token);
    assertThat(redis).contains("[secret:token]");
    assertThat(kafka).contains("run_");
    for (String secret :
        List.of(TOKEN, FORMER, ACCOUNT, GIT, stack.providerKey(), stack.secretsKey())) {
      for (String form : forms(secret)) {
        assertThat(postgres).as("PostgreSQL").doesNotContain(form);
        assertThat(redis).as("Redis").doesNotContain(form);
        assertThat(kafka).as("Kafka").doesNotContain(form);
        assertThat(seen).as("the stream").doesNotContain(form);
      }
    }
  }

  @Test
  void leavesNothingThatSomebodySignsInWithInAnyStore() throws Exception {
    var chosen = "a password that was chosen by link";
    var mistyped = "a password that was mistyped";
    var signedIn = signIn(stack.ownerPassword());
    assertThat(signedIn.statusCode()).as(signedIn.body()).isEqualTo(200);
    assertThat(signIn(mistyped).statusCode()).isEqualTo(401);
    String key = made("/v1/api_keys", "{\"name\":\"k\",\"scopes\":[\"runs:read\"]}", "/key");
    String invitation =
        token(
            made("/v1/invitations", "{\"email\":\"ada@example.org\",\"role\":\"member\"}", "/url"));
    var accepted =
        post(
            "/v1/auth/accept_invitation",
            "{\"token\":%s,\"name\":\"Ada\",\"password\":%s}"
                .formatted(json(invitation), json(chosen)));
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(200);
    String user = JsonMapper.shared().readTree(accepted.body()).at("/user_id").asString();
    String link = token(made("/v1/users/" + user + "/reset_password", "{}", "/password_url"));

    String postgres = Dump.postgres(stack.database());
    String everywhere = postgres + Dump.redis() + Dump.kafka("runs.dispatch");

    assertThat(postgres).contains("ada@example.org", "$argon2id$", key.substring(key.length() - 4));
    assertThat(everywhere)
        .doesNotContain(
            stack.ownerPassword(),
            mistyped,
            chosen,
            stack.apiKey(),
            key,
            session(signedIn),
            session(accepted),
            invitation,
            link);
  }

  private HttpResponse<String> signIn(String password) throws Exception {
    return post(
        "/v1/auth/sign_in", "{\"email\":\"owner@localhost\",\"password\":" + json(password) + "}");
  }

  private String made(String path, String body, String pointer) throws Exception {
    var answer = post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
    return JsonMapper.shared().readTree(answer.body()).requiredAt(pointer).asString();
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return stack.client().send("POST", path, UUID.randomUUID().toString(), body);
  }

  private static String session(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Set-Cookie")
        .orElseThrow()
        .replaceFirst("[^=]*=([^;]*);.*", "$1");
  }

  /** What stands at the end of a link. */
  private static String token(String url) {
    return url.replaceFirst(".*#", "");
  }

  /** Everything that a client sees of a run, live, with the texts of its deltas joined as well. */
  private String streamed(String secret, String script) throws Exception {
    var body = JsonMapper.shared().createObjectNode().put("prompt", FakeCli.prompt(script));
    body.putArray("secrets").add(secret);
    var answer =
        stack.client().send("POST", "/v1/runs", UUID.randomUUID().toString(), body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    String run = JsonMapper.shared().readTree(answer.body()).path("id").asString();
    List<Event> events = stack.client().streamToEnd(run, 0);
    String deltas =
        events.stream()
            .filter(event -> event.type().endsWith("_delta"))
            .map(event -> JsonMapper.shared().readTree(event.data()).at("/data/text").asString())
            .collect(Collectors.joining());
    JsonNode last = stack.client().get("/v1/runs/" + run);
    return events + "\n" + deltas + "\n" + last;
  }

  private String kept(String body) throws Exception {
    // With a key, so that request and answer are remembered too.
    var answer = stack.client().send("POST", "/v1/secrets", UUID.randomUUID().toString(), body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JsonMapper.shared().readTree(answer.body()).path("id").asString();
  }

  private static String env(String value) {
    return "{\"name\":\"token\",\"kind\":\"env\",\"env_name\":\"TOKEN\",\"value\":"
        + json(value)
        + "}";
  }

  private static String json(String text) {
    return JsonMapper.shared().writeValueAsString(text);
  }

  private static List<String> forms(String value) {
    var forms = new ArrayList<String>();
    forms.add(value);
    forms.add(json(value).substring(1, json(value).length() - 1));
    forms.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
    forms.add(HexFormat.of().formatHex(value.getBytes(StandardCharsets.UTF_8)));
    for (int before = 0; before < 3; before++) {
      byte[] moved = ("x".repeat(before) + value).getBytes(StandardCharsets.UTF_8);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(moved);
      String own = encoded.substring(4, encoded.length() - 1);
      forms.add(own);
      forms.add(own.replace('+', '-').replace('/', '_'));
    }
    return forms;
  }
}
