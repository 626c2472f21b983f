package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiResponse;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a way back from a provider is good for, and what it is not. */
class OidcWayBackTest extends Corp {
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
}
