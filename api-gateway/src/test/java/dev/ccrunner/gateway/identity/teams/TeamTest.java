package dev.ccrunner.gateway.identity.teams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TeamTest {
  private static final TestGateway GATEWAY = TestGateway.shared();

  private Tenant tenant;
  private ApiClient owner;
  private String path;

  @BeforeEach
  void makeTeam() {
    tenant = Tenant.on(GATEWAY);
    owner = tenant.owner();
    path = "/v1/teams/" + tenant.id();
  }

  @Test
  void isMadeByWhoLooksAfterTheInstallation() {
    owner
        .post("/v1/teams", "{\"name\":\"mine\"}")
        .expectProblem(403, "forbidden")
        .saying("operate");
    GATEWAY.client().post("/v1/teams", "{}").expectProblem(400, "invalid_field").at("/name");
  }

  @Test
  void holdsItsRunsToItsPolicyAtOnce() {
    owner
        .patch(
            path,
            """
            {"policy":{"max_permission_mode":"acceptEdits","models":["haiku","sonnet"],
            "max_cost_usd":"1.50","max_timeout":"10m",
            "network":{"mode":"allowlist","hosts":["git.example.org"]}}}\
            """)
        .expect(200);
    String dry = "/v1/runs?dry_run=true";

    ApiResponse refused =
        owner
            .post(
                dry,
                """
                {"prompt":"p","model":"opus","fallback_model":"opus",
                "permission_mode":"bypassPermissions",
                "limits":{"max_cost_usd":"2.00","timeout":"11m"}}\
                """)
            .expectProblem(403, "policy_exceeded");
    ApiResponse filled = owner.post(dry, "{\"prompt\":\"p\"}").expect(200);
    ApiResponse within =
        owner
            .post(
                dry,
                """
                {"prompt":"p","model":"sonnet","permission_mode":"plan",
                "limits":{"max_cost_usd":"1.00","timeout":"5m"}}\
                """)
            .expect(200);

    assertThat(refused.json().get("errors").findValuesAsString("pointer"))
        .containsExactlyInAnyOrder(
            "/model",
            "/fallback_model",
            "/permission_mode",
            "/limits/max_cost_usd",
            "/limits/timeout");
    assertThat(refused.json().get("errors").findValuesAsString("message"))
        .allMatch(message -> message.startsWith("The team's policy allows "));
    assertThat(filled.text("/model")).isEqualTo("haiku");
    assertThat(filled.text("/limits/max_cost_usd")).isEqualTo("1.50");
    assertThat(filled.text("/limits/timeout")).isEqualTo("10m");
    assertThat(within.text("/model")).isEqualTo("sonnet");
    assertThat(within.text("/limits/timeout")).isEqualTo("5m");
    assertThat(owner.get(path).text("/policy/network/mode")).isEqualTo("allowlist");

    owner.patch(path, "{\"name\":\"renamed\"}").expect(200);
    assertThat(owner.get(path).text("/policy/max_timeout")).isEqualTo("10m");
    owner.patch(path, "{\"policy\":null}").expect(200);
    assertThat(owner.get(path).json().at("/policy/max_timeout").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "max_permission_mode, '\"all\"', /policy/max_permission_mode",
    "max_cost_usd, '\"0\"', /policy/max_cost_usd",
    "max_timeout, '\"5ms\"', /policy/max_timeout",
    "models, '[\"-x\"]', /policy/models",
    "network, '{\"mode\":\"some\"}', /policy/network/mode"
  })
  void refusesAPolicyThatMakesNoSense(String field, String value, String pointer) {
    owner
        .patch(path, "{\"policy\":{\"%s\":%s}}".formatted(field, value))
        .expectProblem(400, "invalid_field")
        .at(pointer);
  }

  @Test
  void isChangedByItsOwnersOnly() {
    ApiClient admin = tenant.invited("admin");

    admin.get(path).expect(200);
    admin.patch(path, "{\"name\":\"x\"}").expectProblem(403, "forbidden").saying("team:write");
  }

  @Test
  void keepsAnOwner() {
    String self = path + "/members/" + tenant.person().id();

    owner.delete(self).expectProblem(409, "last_owner");
    owner.patch(self, "{\"role\":\"admin\"}").expectProblem(409, "last_owner");
    owner
        .patch("/v1/users/" + tenant.person().id(), "{\"disabled\":true}")
        .expectProblem(409, "last_owner");
    owner.delete("/v1/users/" + tenant.person().id()).expectProblem(409, "last_owner");

    ApiClient second = tenant.invited("owner");
    second.patch(self, "{\"role\":\"admin\"}").expect(200);
    assertThat(second.get(path + "/members").json().get("data")).hasSize(2);
  }

  @Test
  void letsNobodyGiveMoreThanTheyHave() {
    ApiClient admin = tenant.invited("admin");
    ApiClient member = tenant.invited("member");
    String memberPath = path + "/members/" + member.get("/v1/me").text("/user/id");
    String ownerPath = path + "/members/" + tenant.person().id();
    String invitation = "{\"email\":\"x@example.org\",\"role\":\"%s\"}";

    admin.post("/v1/invitations", invitation.formatted("owner")).expectProblem(403, "forbidden");
    admin.patch(memberPath, "{\"role\":\"owner\"}").expectProblem(403, "forbidden");
    admin.patch(ownerPath, "{\"role\":\"viewer\"}").expectProblem(403, "forbidden");
    admin.delete(ownerPath).expectProblem(403, "forbidden");
    admin
        .post("/v1/users/" + tenant.person().id() + "/reset_password", "{}")
        .expectProblem(403, "forbidden");
    member.post("/v1/invitations", invitation.formatted("viewer")).expectProblem(403, "forbidden");
    admin.patch(memberPath, "{\"role\":\"viewer\"}").expect(200);
    admin.patch(memberPath, "{\"role\":\"boss\"}").expectProblem(400, "invalid_field").at("/role");
  }

  @Test
  void takesAwayTheKeysOfWhoGoes() {
    ApiClient member = tenant.invited("member");
    String user = member.get("/v1/me").text("/user/id");
    ApiClient key = Tenant.withKeyOf(member, "[\"*\"]");
    key.get("/v1/runs").expect(200);

    owner.delete(path + "/members/" + user).expect(204);

    Awaitility.await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> key.get("/v1/runs").status() == 401);
    Awaitility.await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> member.get("/v1/runs").status() == 403);
    owner.get(path + "/members/" + user).expectProblem(405, "method_not_allowed");
    owner.get("/v1/users/" + user).expectProblem(404, "user_not_found");
  }

  @Test
  void invitesOnceAndForAWhile() throws SQLException {
    ApiResponse made =
        owner
            .post("/v1/invitations", "{\"email\":\" Ada@Example.org \",\"role\":\"member\"}")
            .expect(201);
    String url = made.text("/url");
    String accept =
        "{\"token\":\"%s\",\"name\":\"Ada\",\"password\":\"%s\"}"
            .formatted(Tenant.token(url), Tenant.PASSWORD);
    ApiClient nobody = owner.withoutKey();

    assertThat(made.text("/email")).isEqualTo("ada@example.org");
    assertThat(url).startsWith("/accept_invitation#");
    assertThat(owner.get(made.header("Location")).expect(200).json().get("url").isNull()).isTrue();
    ApiClient ada =
        Tenant.signedIn(nobody, nobody.post("/v1/auth/accept_invitation", accept).expect(200));
    assertThat(ada.get("/v1/me").text("/team/role")).isEqualTo("member");
    nobody.post("/v1/auth/accept_invitation", accept).expectProblem(404, "link_not_valid");
    assertThat(owner.get(made.header("Location")).json().get("accepted_at").isNull()).isFalse();
    owner
        .post("/v1/invitations", "{\"email\":\"ada@example.org\",\"role\":\"viewer\"}")
        .expectProblem(409, "email_taken");

    ApiResponse late =
        owner
            .post("/v1/invitations", "{\"email\":\"bob@example.org\",\"role\":\"member\"}")
            .expect(201);
    try (var connection = GATEWAY.database().connect()) {
      var _ =
          connection
              .createStatement()
              .executeUpdate(
                  "update invitation set expires_at = now() where email = 'bob@example.org'");
    }
    nobody
        .post(
            "/v1/auth/accept_invitation",
            accept.replace(Tenant.token(url), Tenant.token(late.text("/url"))))
        .expectProblem(404, "link_not_valid");
    owner.delete(late.header("Location")).expect(204);
    owner.get(late.header("Location")).expectProblem(404, "invitation_not_found");
  }

  /** Else whoever finds the link would be that person. */
  @Test
  void letsAnAccountInOnlyWithItsPassword() {
    Tenant other = Tenant.on(GATEWAY);
    String url =
        owner
            .post(
                "/v1/invitations",
                "{\"email\":\"%s\",\"role\":\"viewer\"}".formatted(other.person().email()))
            .expect(201)
            .text("/url");
    String accept = "{\"token\":\"%s\",\"name\":\"X\",\"password\":\"%s\"}";
    ApiClient nobody = owner.withoutKey();

    nobody
        .post(
            "/v1/auth/accept_invitation", accept.formatted(Tenant.token(url), "a password of mine"))
        .expectProblem(401, "wrong_credentials");
    ApiResponse session =
        nobody
            .post(
                "/v1/auth/accept_invitation", accept.formatted(Tenant.token(url), Tenant.PASSWORD))
            .expect(200);

    assertThat(Tenant.signedIn(nobody, session).get("/v1/me").json().get("teams")).hasSize(2);
    // In two teams now, so neither may take the account over.
    owner
        .post("/v1/users/" + other.person().id() + "/reset_password", "{}")
        .expectProblem(403, "forbidden");
    owner
        .patch("/v1/users/" + other.person().id(), "{\"name\":\"Mine\"}")
        .expectProblem(403, "forbidden");
  }

  @Test
  void isPagedThrough() {
    tenant.invited("member");
    tenant.invited("viewer");

    ApiResponse first = owner.get(path + "/members?limit=2").expect(200);
    ApiResponse second =
        owner.get(path + "/members?limit=2&cursor=" + first.text("/next_cursor")).expect(200);

    assertThat(first.json().get("data")).hasSize(2);
    assertThat(second.json().get("data")).hasSize(1);
    assertThat(second.json().get("next_cursor").isNull()).isTrue();
    assertThat(owner.get("/v1/users").expect(200).json().get("data")).hasSize(3);
    assertThat(owner.get("/v1/teams").expect(200).json().get("data")).hasSize(1);
    assertThat(tenant.browser().get("/v1/teams").expect(200).json().get("data")).hasSize(1);
  }

  @Test
  void doesNotLetTheLastOperatorGo() {
    String operator = GATEWAY.client().get("/v1/me").text("/user/id");

    GATEWAY
        .client()
        .patch("/v1/users/" + operator, "{\"operator\":false}")
        .expectProblem(409, "last_owner");
    owner
        .patch("/v1/users/" + tenant.person().id(), "{\"operator\":true}")
        .expectProblem(403, "forbidden")
        .saying("operate");
  }
}
