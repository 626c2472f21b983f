package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whose account it is that a provider's word opens. */
class OidcAccountsTest extends Corp {
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
