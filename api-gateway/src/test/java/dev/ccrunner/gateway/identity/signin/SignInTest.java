package dev.ccrunner.gateway.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class SignInTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Tenant TENANT = Tenant.on(GATEWAY);

  private final ApiClient nobody = GATEWAY.client().withoutKey();

  private ApiResponse signIn() {
    return nobody.post("/v1/auth/sign_in", credentials(TENANT.person().email(), Tenant.PASSWORD));
  }

  private static String credentials(String email, String password) {
    return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
  }

  @Test
  void givesACookieThatNoScriptCanRead() {
    ApiResponse session = signIn().expect(200);

    assertThat(session.header("Set-Cookie"))
        .startsWith("ccr_session=")
        .contains("; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=")
        .doesNotContain("Secure", "Domain");
    assertThat(session.header("Cache-Control")).isEqualTo("no-store");
    ApiResponse me = Tenant.signedIn(nobody, session).get("/v1/me").expect(200);
    assertThat(me.text("/user/email")).isEqualTo(TENANT.person().email());
    assertThat(me.text("/team/id")).isEqualTo(TENANT.id());
    assertThat(me.text("/team/role")).isEqualTo("owner");
    assertThat(me.text("/csrf_token")).isEqualTo(session.text("/csrf_token"));
    assertThat(me.body()).doesNotContain("operate");
  }

  @Test
  void givesASafeCookieOverHttps() {
    try (var behindAProxy =
        TestGateway.start(GATEWAY.database(), Map.of("ccr.web.trusted-proxies", "127.0.0.1"))) {
      ApiClient https = behindAProxy.client().withoutKey().with("X-Forwarded-Proto", "https");

      ApiResponse session =
          https
              .post("/v1/auth/sign_in", credentials(TENANT.person().email(), Tenant.PASSWORD))
              .expect(200);

      assertThat(session.header("Set-Cookie"))
          .startsWith("__Host-ccr_session=")
          .contains("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/")
          .doesNotContain("Domain");
      Tenant.signedIn(https, session).get("/v1/me").expect(200);
    }
  }

  @Test
  void storesNoTokenInClear() throws SQLException {
    String token = signIn().header("Set-Cookie").replaceFirst("ccr_session=([^;]*);.*", "$1");

    try (var connection = GATEWAY.database().connect();
        var rows =
            connection
                .createStatement()
                .executeQuery("select web_session::text from web_session")) {
      while (rows.next()) {
        assertThat(rows.getString(1)).doesNotContain(token);
      }
    }
  }

  @Test
  void wantsTheTokenOfItsOwnSessionWithEachWrite() {
    ApiResponse session = signIn().expect(200);
    ApiClient browser = Tenant.signedIn(nobody, session);
    ApiClient bare = browser.without("X-CSRF-Token");
    String foreign = signIn().text("/csrf_token");
    String run = "{\"prompt\":\"p\"}";

    browser.post("/v1/runs", run).expect(202);
    bare.get("/v1/runs").expect(200);
    bare.post("/v1/runs", run).expectProblem(403, "csrf_token_needed");
    bare.with("X-CSRF-Token", foreign)
        .post("/v1/runs", run)
        .expectProblem(403, "csrf_token_needed");
    bare.post("/v1/auth/sign_out", "{}").expectProblem(403, "csrf_token_needed");
    bare.withKey(TestGateway.KEY).post("/v1/runs", run).expect(202);
  }

  @Test
  void endsWhenItIsSignedOut() {
    ApiClient browser = Tenant.signedIn(nobody, signIn().expect(200));

    ApiResponse out = browser.post("/v1/auth/sign_out", "{}").expect(204);

    assertThat(out.header("Set-Cookie")).startsWith("ccr_session=;").contains("Max-Age=0");
    browser.get("/v1/me").expectProblem(401, "unauthenticated").saying("session has ended");
    nobody.post("/v1/auth/sign_out", "{}").expect(204);
  }

  @Test
  void endsEverywhereOnEveryGateway() {
    ApiClient here = Tenant.signedIn(nobody, signIn().expect(200));
    ApiResponse second = signIn().expect(200);
    try (var other = TestGateway.start(GATEWAY.database(), Map.of())) {
      ApiClient there = Tenant.signedIn(other.client().withoutKey(), second);
      there.get("/v1/me").expect(200);

      here.post("/v1/auth/sign_out_everywhere", "{}").expect(204);

      here.get("/v1/me").expectProblem(401, "unauthenticated");
      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> there.get("/v1/me").status() == 401);
    }
  }

  @Test
  void endsWhenItIsIdleOrOld() throws SQLException {
    for (String change :
        new String[] {
          "last_seen_at = now() - interval '25 hours'", "expires_at = now() - interval '1 second'"
        }) {
      ApiClient browser = Tenant.signedIn(nobody, signIn().expect(200));
      try (var connection = GATEWAY.database().connect()) {
        var _ =
            connection
                .createStatement()
                .executeUpdate(
                    "update web_session set "
                        + change
                        + " where created_at = (select max(created_at) from web_session)");
      }

      browser.get("/v1/me").expectProblem(401, "unauthenticated");
    }
    assertThat(GATEWAY.bean(SessionRepository.class).deleteEnded(Duration.ofHours(24)))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void changesThePasswordAndEndsAllOtherSessions() {
    ApiClient member = TENANT.invited("member");
    String email = member.get("/v1/me").text("/user/email");
    ApiClient second =
        Tenant.signedIn(
            nobody,
            nobody.post("/v1/auth/sign_in", credentials(email, Tenant.PASSWORD)).expect(200));
    String body = "{\"current_password\":\"%s\",\"new_password\":\"%s\"}";

    member
        .post("/v1/auth/password", body.formatted("wrong", "another long password"))
        .expectProblem(401, "wrong_credentials");
    member
        .post("/v1/auth/password", body.formatted(Tenant.PASSWORD, "short"))
        .expectProblem(400, "invalid_field")
        .at("/new_password");
    member
        .post("/v1/auth/password", body.formatted(Tenant.PASSWORD, "another long password"))
        .expect(204);

    member.get("/v1/me").expect(200);
    second.get("/v1/me").expectProblem(401, "unauthenticated");
    nobody
        .post("/v1/auth/sign_in", credentials(email, Tenant.PASSWORD))
        .expectProblem(401, "wrong_credentials");
    nobody.post("/v1/auth/sign_in", credentials(email, "another long password")).expect(200);
  }

  @Test
  void isForPersonsOnly() {
    TENANT.owner().post("/v1/auth/sign_out_everywhere", "{}").expectProblem(403, "session_needed");
    TENANT
        .owner()
        .post(
            "/v1/auth/password",
            "{\"current_password\":\"%s\",\"new_password\":\"another long password\"}"
                .formatted(Tenant.PASSWORD))
        .expectProblem(403, "session_needed");
  }

  @Test
  void takesANewPasswordByALinkOnce() {
    ApiClient member = TENANT.invited("member");
    ApiResponse me = member.get("/v1/me");
    String path = "/v1/users/" + me.text("/user/id") + "/reset_password";
    String old = Tenant.token(TENANT.owner().post(path, "{}").expect(200).text("/password_url"));
    String link = Tenant.token(TENANT.owner().post(path, "{}").expect(200).text("/password_url"));
    String body = "{\"token\":\"%s\",\"new_password\":\"a password by a link\"}";

    nobody
        .post("/v1/auth/reset_password", body.formatted(old))
        .expectProblem(404, "link_not_valid");
    nobody.post("/v1/auth/reset_password", body.formatted(link)).expect(200);
    nobody
        .post("/v1/auth/reset_password", body.formatted(link))
        .expectProblem(404, "link_not_valid");

    member.get("/v1/me").expectProblem(401, "unauthenticated");
    nobody
        .post("/v1/auth/sign_in", credentials(me.text("/user/email"), "a password by a link"))
        .expect(200);
  }

  @Test
  void speaksForTheTeamThatIsNamed() {
    Tenant other = Tenant.on(GATEWAY);
    String home = TENANT.id();
    GATEWAY
        .client()
        .post(
            "/v1/teams/" + other.id() + "/members",
            "{\"user_id\":\"%s\",\"role\":\"viewer\"}".formatted(TENANT.person().id()))
        .expect(201);
    ApiClient browser = Tenant.signedIn(nobody, signIn().expect(200));

    assertThat(browser.get("/v1/me").expect(200).json().get("teams")).hasSize(2);
    assertThat(browser.with("X-Team", other.id()).get("/v1/me").text("/team/role"))
        .isEqualTo("viewer");
    browser
        .with("X-Team", other.id())
        .post("/v1/runs", "{\"prompt\":\"p\"}")
        .expectProblem(403, "forbidden")
        .saying("needs runs:write; this account has runs:read");
    assertThat(browser.with("X-Team", home).get("/v1/me").text("/team/role")).isEqualTo("owner");
    browser.with("X-Team", "team_0").get("/v1/me").expectProblem(404, "team_not_found");

    browser.with("X-Team", other.id()).get("/v1/me").expect(200);
    GATEWAY.bean(SessionUses.class).write();
    Awaitility.await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> browser.get("/v1/me").text("/team/id").equals(other.id()));
  }

  @Test
  void endsWithTheAccount() {
    ApiClient member = TENANT.invited("member");
    String path = "/v1/users/" + member.get("/v1/me").text("/user/id");
    ApiClient key = Tenant.withKeyOf(member, "[\"*\"]");
    key.get("/v1/runs").expect(200);

    TENANT.owner().patch(path, "{\"disabled\":true}").expect(200);

    for (ApiClient client : new ApiClient[] {member, key}) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> client.get("/v1/runs").status() == 401);
    }
  }
}
