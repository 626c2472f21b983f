package dev.ccrunner.gateway.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.testkit.TestServices;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What comes of guessing, with a gateway and an address of its own for each test. */
class GuessingTest {
  private static final int MANY = 1_000;

  private final TestGateway gateway =
      TestGateway.start(
          TestServices.postgres().newDatabase(),
          Map.of(
              "ccr.web.trusted-proxies",
              "127.0.0.0/8",
              "ccr.throttle.passwords-per-address",
              "20"));
  private final ApiClient nobody = gateway.client().withoutKey();

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void aThousandWrongPasswordsLockTheAccountAndCostTenHashes() {
    Tenant tenant = Tenant.on(gateway);
    double before = hashes();

    // Each from another address, as somebody who has many would.
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < MANY; i++) {
      int status =
          guess(tenant.person().email(), "10.1.%d.%d".formatted(i / 250, i % 250)).status();
      statuses.merge(status, 1, Integer::sum);
    }

    assertThat(statuses).isEqualTo(Map.of(401, 10, 429, MANY - 10));
    assertThat(hashes() - before).isEqualTo(10);
    ApiResponse locked =
        nobody
            .post(
                "/v1/auth/sign_in",
                "{\"email\":\"%s\",\"password\":\"%s\"}"
                    .formatted(tenant.person().email(), Tenant.PASSWORD))
            .expectProblem(429, "too_many_attempts");
    assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(1, 901);
    tenant.browser().get("/v1/me").expect(200);
    unlock(tenant);
  }

  /** A new password by a link opens the account again. */
  private void unlock(Tenant tenant) {
    String url =
        gateway
            .client()
            .post("/v1/users/" + tenant.person().id() + "/reset_password", "{}")
            .expect(200)
            .text("/password_url");
    String body = "{\"token\":\"%s\",\"new_password\":\"%s\"}";
    nobody
        .post("/v1/auth/reset_password", body.formatted(Tenant.token(url), Tenant.PASSWORD))
        .expect(200);
    nobody
        .post(
            "/v1/auth/sign_in",
            "{\"email\":\"%s\",\"password\":\"%s\"}"
                .formatted(tenant.person().email(), Tenant.PASSWORD))
        .expect(200);
  }

  @Test
  void anAddressThatTriesManyAccountsHasToWait() {
    for (int i = 0; i < 20; i++) {
      guess("somebody%d@example.org".formatted(i), "203.0.113.7")
          .expectProblem(401, "wrong_credentials");
    }

    guess("somebody@example.org", "203.0.113.7").expectProblem(429, "too_many_attempts");
    guess("somebody@example.org", "203.0.113.8").expectProblem(401, "wrong_credentials");
  }

  /** By what is done, not by the clock: each costs one hash, and all answers are the same. */
  @Test
  void nobodyLearnsWhichAccountsThereAre() {
    Tenant tenant = Tenant.on(gateway);
    ApiClient closed = tenant.invited("member");
    String closedEmail = closed.get("/v1/me").text("/user/email");
    tenant
        .owner()
        .patch("/v1/users/" + closed.get("/v1/me").text("/user/id"), "{\"disabled\":true}")
        .expect(200);
    var answers = new HashMap<String, ObjectNode>();
    var costs = new HashMap<String, Double>();

    for (String email :
        new String[] {
          tenant.person().email(), "unknown@example.org", closedEmail, "owner@localhost"
        }) {
      double before = hashes();
      var answer = (ObjectNode) guess(email, "198.51.100.1").expect(401).json();
      costs.put(email, hashes() - before);
      answer.remove("request_id");
      answers.put(email, answer);
    }

    assertThat(answers).hasSize(4);
    assertThat(answers.values().stream().distinct()).hasSize(1);
    assertThat(costs.values()).containsOnly(1.0);
  }

  @Test
  void theRightPasswordOfAClosedAccountIsAsWrongAsAnyOther() {
    Tenant tenant = Tenant.on(gateway);
    ApiClient closed = tenant.invited("member");
    String email = closed.get("/v1/me").text("/user/email");
    tenant
        .owner()
        .patch("/v1/users/" + closed.get("/v1/me").text("/user/id"), "{\"disabled\":true}")
        .expect(200);

    nobody
        .post(
            "/v1/auth/sign_in",
            "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, Tenant.PASSWORD))
        .expectProblem(401, "wrong_credentials");
  }

  @Test
  void aThousandWrongKeysAreSlowedDownAndARightOneIsNot() {
    var random = new SecureRandom();
    ApiClient office = gateway.client().with("X-Forwarded-For", "192.0.2.9");
    Map<Integer, Integer> statuses = new TreeMap<>();

    for (int i = 0; i < MANY; i++) {
      String wrong = i % 2 == 0 ? ApiKey.generate(random).reveal() : "ccr_nonsense" + i;
      statuses.merge(office.withKey(wrong).get("/v1/runs").status(), 1, Integer::sum);
    }

    // A minute may have gone by, and with it the first count.
    assertThat(statuses.keySet()).containsOnly(401, 429);
    assertThat(statuses.get(401)).isBetween(60, 180);
    office.get("/v1/runs").expect(200);
    gateway
        .client()
        .withKey("ccr_nonsense")
        .with("X-Forwarded-For", "192.0.2.10")
        .get("/v1/runs")
        .expectProblem(401, "unauthenticated");
  }

  private ApiResponse guess(String email, String from) {
    return nobody
        .with("X-Forwarded-For", from)
        .post(
            "/v1/auth/sign_in",
            "{\"email\":\"%s\",\"password\":\"not the password\"}".formatted(email));
  }

  private double hashes() {
    return gateway.bean(MeterRegistry.class).get("password.hash").timer().count();
  }
}
