package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** The way to a provider and back, and who one is afterwards. */
class OidcSignInTest extends Corp {
  @Test
  void tellsWhichWaysToSignInThereAre() {
    ApiResponse ways = GATEWAY.client().withoutKey().get("/v1/auth/providers").expect(200);

    assertThat(ways.json().get("password").booleanValue()).isTrue();
    assertThat(ways.text("/oidc/0/id")).isEqualTo("corp");
    assertThat(ways.text("/oidc/0/name")).isEqualTo("The company");
    assertThat(ways.text("/oidc/0/sign_in_url")).isEqualTo("/v1/auth/oidc/corp");
  }

  @Test
  void makesAnAccountInTheTeamOfTheGroupAndSignsItIn() {
    String person = PROVIDER.person("elsewhere.example", "engineers", "others");
    PROVIDER.say(person, Map.of("name", "Ada Lovelace"));

    ApiResponse back = browser.signIn(GATEWAY, person).expect(302);

    assertThat(back.header("Location")).isEqualTo("/runs");
    assertThat(back.header("Cache-Control")).isEqualTo("no-store");
    assertThat(back.header("Set-Cookie"))
        .startsWith("ccr_session=")
        .contains("; HttpOnly", "; SameSite=Lax");
    ApiResponse me = me();
    assertThat(me.text("/user/email")).isEqualTo(person + "@elsewhere.example");
    assertThat(me.text("/user/name")).isEqualTo("Ada Lovelace");
    assertThat(teams(me)).isEqualTo(Map.of(ENGINEERING, "member"));
    browser
        .client(GATEWAY)
        .with("X-CSRF-Token", me.text("/csrf_token"))
        .post("/v1/runs", "{\"prompt\":\"p\"}")
        .expect(202);
    browser
        .client(GATEWAY)
        .post("/v1/runs", "{\"prompt\":\"p\"}")
        .expectProblem(403, "csrf_token_needed");
  }

  @Test
  void sendsTheBrowserWithCodeChallengeStateAndNonce() {
    ApiResponse sent = browser.get(GATEWAY, "/v1/auth/oidc/corp").expect(302);

    assertThat(sent.header("Location"))
        .startsWith(PROVIDER.issuer() + "/oauth2/authorize?response_type=code")
        .contains("code_challenge_method=S256")
        .containsPattern("code_challenge=[\\w-]{43}")
        .containsPattern("state=[\\w-]{43}")
        .containsPattern("nonce=[\\w-]{43}")
        .contains("redirect_uri=http://127.0.0.1:9/v1/auth/oidc/corp/callback")
        .doesNotContain(browser.cookie("ccr_sign_in"), AuthorizationServer.SECRET);
    assertThat(sent.header("Set-Cookie"))
        .startsWith("ccr_sign_in=")
        .contains("; HttpOnly", "; SameSite=Lax", "; Max-Age=600");
  }

  @Test
  void storesNothingThatWouldFinishASignIn() throws SQLException {
    String path = browser.back(GATEWAY, PROVIDER.person("elsewhere.example", "engineers"));
    String state = path.replaceFirst(".*state=([\\w-]{43}).*", "$1");

    try (var connection = GATEWAY.database().connect();
        var rows =
            connection
                .createStatement()
                .executeQuery("select oidc_sign_in::text from oidc_sign_in")) {
      int count = 0;
      for (; rows.next(); count++) {
        assertThat(rows.getString(1)).doesNotContain(state, browser.cookie("ccr_sign_in"));
      }
      assertThat(count).isPositive();
    }
  }

  @Test
  void makesOneAccountOfManyWaysBackAtOnce() throws Exception {
    String person = PROVIDER.person("company.example", "engineers", "leads");
    var waysBack = new HashMap<Browser, String>();
    for (int i = 0; i < 6; i++) {
      var one = new Browser();
      waysBack.put(one, one.back(GATEWAY, person));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          waysBack.entrySet().stream()
              .map(way -> threads.submit(() -> way.getKey().get(GATEWAY, way.getValue())))
              .toList();
      for (var answer : answers) {
        answer.get().expect(302);
      }
    }

    assertThat(waysBack.keySet().stream().map(one -> one.get(GATEWAY, "/v1/me").text("/user/id")))
        .hasSize(6)
        .containsOnly(waysBack.keySet().iterator().next().get(GATEWAY, "/v1/me").text("/user/id"));
  }

  @Test
  void knowsThePersonAgain() {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    browser.signIn(GATEWAY, person).expect(302);
    String id = me().text("/user/id");
    // The address is a matter of the account; who it is the provider says by the subject.
    PROVIDER.say(person, Map.of("email", "other@elsewhere.example", "email_verified", false));

    var again = new Browser();
    again.signIn(GATEWAY, person).expect(302);

    assertThat(again.get(GATEWAY, "/v1/me").text("/user/id")).isEqualTo(id);
  }

  @Test
  void isFinishedByWhicheverGatewayTheBrowserComesBackTo() {
    try (var other = TestGateway.start(GATEWAY.database(), settings(Map.of()))) {
      String back = browser.back(GATEWAY, PROVIDER.person("elsewhere.example", "engineers"));

      browser.get(other, back).expect(302);

      browser.get(GATEWAY, "/v1/me").expect(200);
    }
  }

  @Test
  void writesDownWhatHasHappened() {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    browser.signIn(GATEWAY, person).expect(302);
    String id = me().text("/user/id");
    PROVIDER.groups(person, "leads", "chiefs");
    new Browser().signIn(GATEWAY, person).expect(302);

    try (var connection = GATEWAY.database().connect();
        var found =
            connection
                .createStatement()
                .executeQuery(
                    "select string_agg(action || ' by ' || actor, ', ' order by json::jsonb ->> 'at')"
                        + " from audit_log where target = '"
                        + id
                        + "'")) {
      found.next();
      assertThat(found.getString(1).split(", "))
          .containsExactlyInAnyOrder(
              "member.added by oidc:corp",
              "user.created by " + id,
              "session.begun by " + id,
              "member.changed by oidc:corp",
              "member.added by oidc:corp",
              "session.begun by " + id);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
