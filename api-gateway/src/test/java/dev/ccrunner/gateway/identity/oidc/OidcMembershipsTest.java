package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which teams somebody is in because a provider says so. */
class OidcMembershipsTest extends Corp {
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
}
