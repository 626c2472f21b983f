package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.testkit.TestServices;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OidcSignInTest {
  private static final AuthorizationServer PROVIDER = AuthorizationServer.start();
  private static final TestGateway GATEWAY =
      TestGateway.start(TestServices.postgres().newDatabase(), settings(Map.of()));

  private static final String ENGINEERING = team("engineering");
  private static final String OPERATIONS = team("operations");
  private static final String COMPANY = team("company");
  private static final String SHIP = team("ship");
  private static final String HOME = GATEWAY.client().get("/v1/me").text("/team/id");

  private final Browser browser = new Browser();

  static Map<String, String> settings(Map<String, String> more) {
    String corp = "ccr.oidc.providers.corp.";
    var all = new HashMap<String, String>();
    all.put("ccr.web.trusted-proxies", "127.0.0.1");
    all.put("ccr.web.public-url", "http://127.0.0.1:9");
    all.put(corp + "name", "The company");
    all.put(corp + "issuer", PROVIDER.issuer());
    all.put(corp + "client-id", AuthorizationServer.CLIENT);
    all.put(corp + "client-secret", AuthorizationServer.SECRET);
    all.put(corp + "mappings[0].value", "engineers");
    all.put(corp + "mappings[0].team", "engineering");
    all.put(corp + "mappings[0].role", "member");
    all.put(corp + "mappings[1].value", "leads");
    all.put(corp + "mappings[1].team", "engineering");
    all.put(corp + "mappings[1].role", "admin");
    all.put(corp + "mappings[2].value", "chiefs");
    all.put(corp + "mappings[2].team", "operations");
    all.put(corp + "mappings[2].role", "owner");
    all.put(corp + "mappings[3].claim", "realm_access.roles");
    all.put(corp + "mappings[3].value", "ops");
    all.put(corp + "mappings[3].team", "operations");
    all.put(corp + "mappings[3].role", "viewer");
    all.put(corp + "mappings[4].value", "captains");
    all.put(corp + "mappings[4].team", "ship");
    all.put(corp + "mappings[4].role", "owner");
    all.put(corp + "join-domains[0].domain", "Company.example");
    all.put(corp + "join-domains[0].team", "company");
    all.put(corp + "join-domains[0].role", "viewer");
    all.putAll(more);
    return all;
  }

  private static String team(String name) {
    return GATEWAY
        .client()
        .post("/v1/teams", "{\"name\":\"%s\"}".formatted(name))
        .expect(201)
        .text("/id");
  }

  @AfterAll
  static void stop() {
    GATEWAY.close();
    PROVIDER.close();
  }

  private ApiResponse me() {
    return browser.get(GATEWAY, "/v1/me").expect(200);
  }

  private static Map<String, String> teams(ApiResponse me) {
    var teams = new HashMap<String, String>();
    for (var team : me.json().get("teams")) {
      teams.put(team.get("id").asString(), team.get("role").asString());
    }
    return teams;
  }

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
  void bringsMappedTeamsUpToDateWithEachSignIn() {
    String person = PROVIDER.person("company.example", "engineers");
    browser.signIn(GATEWAY, person).expect(302);
    assertThat(teams(me())).isEqualTo(Map.of(ENGINEERING, "member", COMPANY, "viewer"));

    PROVIDER.groups(person, "engineers", "leads");
    PROVIDER.say(person, Map.of("realm_access", Map.of("roles", List.of("ops"))));
    new Browser().signIn(GATEWAY, person).expect(302);
    assertThat(awaited(3))
        .isEqualTo(Map.of(ENGINEERING, "admin", OPERATIONS, "viewer", COMPANY, "viewer"));

    PROVIDER.groups(person);
    PROVIDER.say(person, Map.of("realm_access", Map.of("roles", List.of())));
    new Browser().signIn(GATEWAY, person).expect(302);
    assertThat(awaited(1)).isEqualTo(Map.of(COMPANY, "viewer"));
  }

  private Map<String, String> awaited(int size) {
    return org.awaitility.Awaitility.await().until(() -> teams(me()), all -> all.size() == size);
  }

  @Test
  void takesTheLastTeamAwayAndRefuses() throws SQLException {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    browser.signIn(GATEWAY, person).expect(302);
    String id = me().text("/user/id");
    PROVIDER.groups(person);

    new Browser().signIn(GATEWAY, person).expectProblem(403, "no_access");

    assertThat(GATEWAY.client().get("/v1/teams/" + ENGINEERING + "/members?limit=200").body())
        .doesNotContain(id);
    PROVIDER.groups(person, "leads");
    new Browser().signIn(GATEWAY, person).expect(302);
  }

  @Test
  void leavesMembershipsAloneThatWereMadeByHand() {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    browser.signIn(GATEWAY, person).expect(302);
    String id = me().text("/user/id");
    operator()
        .post(
            "/v1/teams/" + OPERATIONS + "/members",
            "{\"user_id\":\"%s\",\"role\":\"viewer\"}".formatted(id))
        .expect(201);
    ApiResponse taken =
        operator()
            .patch("/v1/teams/" + ENGINEERING + "/members/" + id, "{\"role\":\"viewer\"}")
            .expect(200);
    assertThat(taken.json().get("mapped").booleanValue()).isFalse();

    PROVIDER.groups(person, "leads", "chiefs");
    new Browser().signIn(GATEWAY, person).expect(302);
    assertThat(teams(me())).isEqualTo(Map.of(ENGINEERING, "viewer", OPERATIONS, "viewer"));

    PROVIDER.groups(person);
    new Browser().signIn(GATEWAY, person).expect(302);
    assertThat(teams(me())).isEqualTo(Map.of(ENGINEERING, "viewer", OPERATIONS, "viewer"));
  }

  @Test
  void keepsTheLastOwner() {
    String team = SHIP;
    String chief = PROVIDER.person("elsewhere.example", "captains");
    browser.signIn(GATEWAY, chief).expect(302);
    String operator = operator().get("/v1/me").text("/user/id");
    operator().delete("/v1/teams/" + team + "/members/" + operator).expect(204);
    PROVIDER.groups(chief);

    new Browser().signIn(GATEWAY, chief).expect(302);

    assertThat(teams(me())).isEqualTo(Map.of(team, "owner"));
    operator()
        .post(
            "/v1/teams/" + team + "/members",
            "{\"user_id\":\"%s\",\"role\":\"owner\"}".formatted(operator))
        .expect(201);
    new Browser().signIn(GATEWAY, chief).expectProblem(403, "no_access");
  }

  @Test
  void letsADomainInOnce() {
    String person = PROVIDER.person("company.example");
    browser.signIn(GATEWAY, person).expect(302);
    assertThat(teams(me())).isEqualTo(Map.of(COMPANY, "viewer"));
    String member = "/v1/teams/" + COMPANY + "/members/" + me().text("/user/id");
    assertThat(operator().get("/v1/teams/" + COMPANY + "/members?limit=200").body())
        .contains("\"mapped\":false");

    operator().patch(member, "{\"role\":\"member\"}").expect(200);
    new Browser().signIn(GATEWAY, person).expect(302);
    operator().delete(member).expect(204);

    new Browser().signIn(GATEWAY, person).expectProblem(403, "no_access");
  }

  @Test
  void letsNobodyInWithoutATeamAndMakesNoAccount() {
    String person = PROVIDER.person("sub.company.example", "strangers");

    browser.signIn(GATEWAY, person).expectProblem(403, "no_access").saying("invitation");

    assertThat(browser.cookie("ccr_session")).isEmpty();
    assertThat(operator().get("/v1/users?limit=200").body()).doesNotContain(person);
  }

  @Test
  void acceptsInvitationsForTheAddress() {
    String person = PROVIDER.person("elsewhere.example");
    String body = "{\"email\":\"%s@elsewhere.example\",\"role\":\"admin\"}".formatted(person);
    String invitation = operator().post("/v1/invitations", body).expect(201).text("/id");

    browser.signIn(GATEWAY, person).expect(302);

    assertThat(teams(me())).isEqualTo(Map.of(HOME, "admin"));
    assertThat(operator().get("/v1/invitations/" + invitation).json().get("accepted_at").isNull())
        .isFalse();
  }

  @Test
  void linksAnAccountByItsVerifiedAddressAndEndsItsPassword() {
    String person = PROVIDER.person("elsewhere.example");
    String email = person + "@elsewhere.example";
    ApiClient before = withPassword(email);
    String id = before.get("/v1/me").expect(200).text("/user/id");

    browser.signIn(GATEWAY, person).expect(302);

    assertThat(me().text("/user/id")).isEqualTo(id);
    before.get("/v1/me").expectProblem(401, "unauthenticated");
    GATEWAY
        .client()
        .withoutKey()
        .with("X-Forwarded-For", "10.8.0.1")
        .post(
            "/v1/auth/sign_in",
            "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, Tenant.PASSWORD))
        .expectProblem(401, "wrong_credentials");
  }

  @Test
  void neverLinksByAnAddressThatIsNotVerified() {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    ApiClient before = withPassword(person + "@elsewhere.example");

    for (Object verified : new Object[] {false, "false", "yes"}) {
      PROVIDER.say(person, Map.of("email_verified", verified));
      browser.signIn(GATEWAY, person).expectProblem(403, "email_not_verified");
    }

    before.get("/v1/me").expect(200);
  }

  @Test
  void doesNotTakeSomebodyNewForWhoHadTheAddressBefore() {
    String old = PROVIDER.person("elsewhere.example", "engineers");
    browser.signIn(GATEWAY, old).expect(302);
    String successor = PROVIDER.person("elsewhere.example", "engineers");
    PROVIDER.say(successor, Map.of("email", old + "@elsewhere.example"));

    new Browser().signIn(GATEWAY, successor).expectProblem(403, "no_access");
  }

  @Test
  void refusesAClosedAccount() {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    browser.signIn(GATEWAY, person).expect(302);
    String id = me().text("/user/id");
    operator().patch("/v1/users/" + id, "{\"disabled\":true}").expect(200);

    ApiResponse closed = new Browser().signIn(GATEWAY, person).expectProblem(403, "no_access");

    String nobody = PROVIDER.person("elsewhere.example");
    assertThat(new Browser().signIn(GATEWAY, nobody).text("/detail"))
        .isEqualTo(closed.text("/detail"));
    // Another provider's word, or the same address, changes nothing.
    String same = PROVIDER.person("elsewhere.example", "engineers");
    PROVIDER.say(same, Map.of("email", person + "@elsewhere.example"));
    new Browser().signIn(GATEWAY, same).expectProblem(403, "no_access");
  }

  @Test
  void keepsPasswordsFromPeopleOfAProviderWhomOnlyATeamLooksAfter() {
    String chief = PROVIDER.person("elsewhere.example", "leads");
    browser.signIn(GATEWAY, chief).expect(302);
    String person = PROVIDER.person("elsewhere.example", "engineers");
    var other = new Browser();
    other.signIn(GATEWAY, person).expect(302);
    String path = "/v1/users/" + other.get(GATEWAY, "/v1/me").text("/user/id") + "/reset_password";

    browser
        .client(GATEWAY)
        .with("X-CSRF-Token", me().text("/csrf_token"))
        .post(path, "{}")
        .expectProblem(403, "forbidden");
    operator().post(path, "{}").expect(200);
  }

  @Test
  void isGoodOnce() {
    String back = browser.back(GATEWAY, PROVIDER.person("elsewhere.example", "engineers"));
    browser.get(GATEWAY, back).expect(302);

    browser.get(GATEWAY, back).expectProblem(400, "sign_in_stale");
  }

  @Test
  void isGoodInTheBrowserItWasBegunInOnly() {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    var attacker = new Browser();
    String prepared = attacker.back(GATEWAY, person);

    browser.get(GATEWAY, prepared).expectProblem(400, "sign_in_stale");
    browser.get(GATEWAY, "/v1/auth/oidc/corp").expect(302);
    browser.get(GATEWAY, prepared).expectProblem(400, "sign_in_stale");

    assertThat(browser.cookie("ccr_session")).isEmpty();
    attacker.get(GATEWAY, prepared).expect(302);
  }

  @Test
  void wantsTheCookieAndTheStateOfItsOwn() {
    String back = browser.back(GATEWAY, PROVIDER.person("elsewhere.example", "engineers"));
    String other =
        browser
            .get(GATEWAY, "/v1/auth/oidc/corp")
            .header("Location")
            .replaceFirst(".*[?&]state=([\\w-]{43}).*", "$1");

    for (String wrong :
        List.of(
            back.replaceFirst("&state=[^&]*", ""),
            back.replaceFirst("state=[^&]*", "state=x"),
            back.replaceFirst("state=[^&]*", "state=" + "A".repeat(43)))) {
      browser.get(GATEWAY, wrong).expectProblem(400, "sign_in_stale");
    }
    // Of the same browser, but begun for another code: the verifier is another.
    browser
        .get(GATEWAY, back.replaceFirst("state=[^&]*", "state=" + other))
        .expectProblem(401, "sign_in_failed");
    browser.forget("ccr_sign_in");
    browser.get(GATEWAY, back).expectProblem(400, "sign_in_stale");
  }

  @Test
  void isNotGoodForLong() throws SQLException {
    String back = browser.back(GATEWAY, PROVIDER.person("elsewhere.example", "engineers"));
    try (var connection = GATEWAY.database().connect()) {
      var _ =
          connection
              .createStatement()
              .executeUpdate("update oidc_sign_in set expires_at = now() - interval '1 second'");
    }

    browser.get(GATEWAY, back).expectProblem(400, "sign_in_stale");
  }

  @Test
  void goesOnWithTwoThatTheSameBrowserHasBegun() {
    String person = PROVIDER.person("elsewhere.example", "engineers");
    String first = browser.back(GATEWAY, person);
    String second = browser.back(GATEWAY, person);

    browser.get(GATEWAY, first).expect(302);
    browser.get(GATEWAY, second).expect(302);
  }

  @Test
  void saysLittleWhenTheProviderRefuses() {
    String state =
        browser
            .get(GATEWAY, "/v1/auth/oidc/corp")
            .header("Location")
            .replaceFirst(".*[?&]state=([\\w-]{43}).*", "$1");

    ApiResponse refused =
        browser
            .get(
                GATEWAY,
                "/v1/auth/oidc/corp/callback?error=access_denied&error_description=hidden&state="
                    + state)
            .expectProblem(401, "sign_in_failed");

    assertThat(refused.body()).doesNotContain("access_denied", "hidden");
    assertThat(browser.cookie("ccr_session")).isEmpty();
  }

  @Test
  void refusesTheWordOfAnotherIssuer() {
    String back = browser.back(GATEWAY, PROVIDER.person("elsewhere.example", "engineers"));

    browser
        .get(GATEWAY, back.replaceFirst("&iss=[^&]*", "") + "&iss=https://evil.example")
        .expectProblem(401, "sign_in_failed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "/%5Cevil.example",
        "%5C%5Cevil.example",
        "https://evil.example/",
        "/%09/evil.example",
        "/%0a/evil.example",
        "javascript:alert(1)",
        "runs",
        "",
        "/%E2%81%A6x"
      })
  void leadsNowhereElse(String returnTo) {
    browser
        .get(GATEWAY, "/v1/auth/oidc/corp?return_to=" + returnTo)
        .expectProblem(400, "invalid_parameter")
        .saying("return_to");
  }

  @Test
  void knowsOnlyItsOwnProviders() {
    browser.get(GATEWAY, "/v1/auth/oidc/nobody").expectProblem(404, "provider_not_found");
    browser
        .get(GATEWAY, "/v1/auth/oidc/nobody/callback?code=c&state=s")
        .expectProblem(404, "provider_not_found");
    browser.get(GATEWAY, "/v1/auth/oidc/corp/other").expectProblem(401, "unauthenticated");
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

  private static ApiClient operator() {
    return GATEWAY.client();
  }

  /** Somebody who has an account with a password, made by an invitation. */
  private static ApiClient withPassword(String email) {
    String url =
        operator()
            .post("/v1/invitations", "{\"email\":\"%s\",\"role\":\"viewer\"}".formatted(email))
            .expect(201)
            .text("/url");
    ApiClient nobody = GATEWAY.client().withoutKey().with("X-Forwarded-For", "10.8.0.2");
    return Tenant.signedIn(
        nobody,
        nobody
            .post(
                "/v1/auth/accept_invitation",
                "{\"token\":\"%s\",\"name\":\"N\",\"password\":\"%s\"}"
                    .formatted(Tenant.token(url), Tenant.PASSWORD))
            .expect(200));
  }
}
