package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.testkit.TestServices;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway whose people sign in by a provider only; the provider goes away and comes back. */
class PasswordsOffTest {
  private static final Map<String, String> OFF = Map.of("ccr.sign-in.password", "false");

  @Test
  void signsPeopleInByAProviderOnly() {
    try (var provider = AuthorizationServer.start();
        var gateway =
            TestGateway.start(
                TestServices.postgres().newDatabase(),
                Map.of(
                    "ccr.sign-in.password",
                    "false",
                    "ccr.oidc.retry-after",
                    "1ms",
                    "ccr.oidc.providers.corp.issuer",
                    provider.issuer(),
                    "ccr.oidc.providers.corp.client-id",
                    AuthorizationServer.CLIENT,
                    "ccr.oidc.providers.corp.client-secret",
                    AuthorizationServer.SECRET))) {
      var browser = new Browser();
      ApiClient owner = gateway.client();
      ApiClient nobody = owner.withoutKey();
      assertThat(nobody.get("/v1/auth/providers").json().get("password").booleanValue()).isFalse();
      for (String way : new String[] {"sign_in", "reset_password", "accept_invitation"}) {
        nobody.post("/v1/auth/" + way, "{}").expectProblem(403, "passwords_off");
      }
      String me = owner.get("/v1/me").text("/user/id");
      owner.post("/v1/users/" + me + "/reset_password", "{}").expectProblem(403, "passwords_off");

      // An account made by hand, and an invitation: both are for who signs in with that address.
      String person = provider.person("example.org");
      var made =
          owner
              .post(
                  "/v1/users",
                  "{\"email\":\"%s@example.org\",\"name\":\"N\",\"role\":\"member\"}"
                      .formatted(person))
              .expect(201);
      assertThat(made.json().get("password_url").isNull()).isTrue();
      String invited = provider.person("example.org");
      owner
          .post(
              "/v1/invitations",
              "{\"email\":\"%s@example.org\",\"role\":\"viewer\"}".formatted(invited))
          .expect(201);

      provider.goAway();
      browser.get(gateway, "/v1/auth/oidc/corp").expectProblem(503, "provider_unavailable");
      provider.comeBack();

      browser.signIn(gateway, person).expect(302);
      assertThat(browser.get(gateway, "/v1/me").expect(200).text("/team/role")).isEqualTo("member");
      browser
          .client(gateway)
          .with("X-CSRF-Token", browser.get(gateway, "/v1/me").text("/csrf_token"))
          .post("/v1/auth/password", "{}")
          .expectProblem(403, "passwords_off");
      var other = new Browser();
      other.signIn(gateway, invited).expect(302);
      assertThat(other.get(gateway, "/v1/me").text("/team/role")).isEqualTo("viewer");

      // What it said of itself is known by now; what it would say of the person is not.
      var third = new Browser();
      String back = third.back(gateway, person);
      provider.goAway();
      third.get(gateway, back).expectProblem(503, "provider_unavailable");
    }
  }

  @Test
  void doesNotStartWhenNobodyCouldSignIn() {
    assertThatThrownBy(() -> TestGateway.start(TestServices.postgres().newDatabase(), OFF))
        .hasStackTraceContaining("nobody could sign in");
  }

  @Test
  void doesNotStartWithoutItsOwnAddressBehindAProxy() {
    var settings =
        Map.of(
            "ccr.web.trusted-proxies", "127.0.0.1",
            "ccr.oidc.providers.corp.issuer", "https://id.example",
            "ccr.oidc.providers.corp.client-id", "c");

    assertThatThrownBy(() -> TestGateway.start(TestServices.postgres().newDatabase(), settings))
        .hasStackTraceContaining("ccr.web.public-url");
  }
}
