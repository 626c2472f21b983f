package dev.ccrunner.gateway.identity.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.testkit.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a provider, or somebody between, may send that must not be believed. */
class BadTokenTest {
  private static final ScriptedProvider PROVIDER = new ScriptedProvider();
  private static final String SECRET = "a secret that is long enough for HS256, as it should be";
  private static final TestGateway GATEWAY =
      TestGateway.start(
          TestServices.postgres().newDatabase(),
          Map.ofEntries(
              Map.entry("ccr.web.trusted-proxies", "127.0.0.1"),
              Map.entry("ccr.web.public-url", "http://127.0.0.1:9"),
              Map.entry("ccr.throttle.passwords-per-address", "5"),
              Map.entry("ccr.throttle.sign-ins-per-address", "6"),
              Map.entry("ccr.oidc.calls-at-once", "2"),
              Map.entry("ccr.oidc.call-wait", "10ms"),
              Map.entry("ccr.oidc.read-timeout", "1s"),
              Map.entry("ccr.oidc.max-answer", "20KB"),
              Map.entry("ccr.oidc.providers.corp.issuer", PROVIDER.issuer()),
              Map.entry("ccr.oidc.providers.corp.client-id", "ccr"),
              Map.entry("ccr.oidc.providers.corp.client-secret", SECRET),
              Map.entry("ccr.oidc.providers.corp.join-domains[0].domain", "example.org"),
              Map.entry("ccr.oidc.providers.corp.join-domains[0].team", "default"),
              Map.entry("ccr.oidc.providers.corp.join-domains[0].role", "viewer")));

  private final Browser browser = new Browser();

  @AfterAll
  static void stop() {
    GATEWAY.close();
    PROVIDER.close();
  }

  /** A sign-in that was sent to the provider. */
  private record Sent(String state, String nonce) {}

  private Sent begin() {
    String address = browser.get(GATEWAY, "/v1/auth/oidc/corp").expect(302).header("Location");
    return new Sent(parameter(address, "state"), parameter(address, "nonce"));
  }

  private static String parameter(String address, String name) {
    return address.replaceFirst(".*[?&]" + name + "=([^&]*).*", "$1");
  }

  private ApiResponse finish(Sent sent) {
    return browser.get(GATEWAY, "/v1/auth/oidc/corp/callback?code=c&state=" + sent.state());
  }

  private static JWTClaimsSet.Builder good(Sent sent) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(PROVIDER.issuer())
        .subject("somebody")
        .audience("ccr")
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plusSeconds(300)))
        .claim("nonce", sent.nonce())
        .claim("email", "somebody@example.org")
        .claim("email_verified", true);
  }

  private static String signed(JWTClaimsSet claims, RSAKey key) {
    try {
      var header =
          new JWSHeader.Builder(JWSAlgorithm.RS256)
              .keyID(key.getKeyID())
              .type(JOSEObjectType.JWT)
              .build();
      var jwt = new SignedJWT(header, claims);
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signed(JWTClaimsSet.Builder claims) {
    return signed(claims.build(), PROVIDER.key);
  }

  @Test
  void believesAGoodOneAndANewKey() {
    Sent sent = begin();
    PROVIDER.idToken = () -> signed(good(sent));
    finish(sent).expect(302);
    int asked = PROVIDER.keyAnswers();

    Sent same = begin();
    PROVIDER.idToken = () -> signed(good(same));
    finish(same).expect(302);
    assertThat(PROVIDER.keyAnswers()).isEqualTo(asked);

    PROVIDER.key = ScriptedProvider.newKey();
    Sent rotated = begin();
    PROVIDER.idToken = () -> signed(good(rotated));
    finish(rotated).expect(302);
    assertThat(PROVIDER.keyAnswers()).isEqualTo(asked + 1);
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        bad(
            "expired",
            sent ->
                signed(
                    good(sent)
                        .issueTime(ago(Duration.ofMinutes(10)))
                        .expirationTime(ago(Duration.ofMinutes(2))))),
        bad("not yet", sent -> signed(good(sent).notBeforeTime(ago(Duration.ofMinutes(-5))))),
        bad(
            "of the future",
            sent ->
                signed(
                    good(sent)
                        .issueTime(ago(Duration.ofMinutes(-5)))
                        .expirationTime(ago(Duration.ofMinutes(-10))))),
        bad("without an end", sent -> signed(good(sent).expirationTime(null))),
        bad("of another audience", sent -> signed(good(sent).audience("other"))),
        bad(
            "of several audiences for another",
            sent -> signed(good(sent).audience(List.of("ccr", "other")).claim("azp", "other"))),
        bad("of another issuer", sent -> signed(good(sent).issuer("https://evil.example"))),
        bad("without a subject", sent -> signed(good(sent).subject(null))),
        bad("of another nonce", sent -> signed(good(sent).claim("nonce", "A".repeat(43)))),
        bad("without a nonce", sent -> signed(good(sent).claim("nonce", null))),
        bad("of another key", sent -> signed(good(sent).build(), ScriptedProvider.newKey())),
        bad("of another key with the name of ours", BadTokenTest::signedByAnImpostor),
        bad("signed by nobody", sent -> new PlainJWT(good(sent).build()).serialize()),
        bad("signed with the client's secret", BadTokenTest::signedWithTheSecret),
        bad("with another's signature", BadTokenTest::tampered),
        bad("no token", _ -> "nonsense"),
        bad("too large", sent -> signed(good(sent).claim("x", "x".repeat(30_000)))));
  }

  private static Arguments bad(String name, Function<Sent, String> token) {
    return Arguments.argumentSet(name, token);
  }

  private static Date ago(Duration duration) {
    return Date.from(Instant.now().minus(duration));
  }

  private static String signedByAnImpostor(Sent sent) {
    try {
      var key =
          new RSAKey.Builder(ScriptedProvider.newKey()).keyID(PROVIDER.key.getKeyID()).build();
      return signed(good(sent).build(), key);
    } catch (RuntimeException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String signedWithTheSecret(Sent sent) {
    try {
      var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), good(sent).build());
      jwt.sign(new MACSigner(SECRET));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String tampered(Sent sent) {
    String[] parts = signed(good(sent)).split("\\.");
    String[] other = signed(good(sent).subject("other")).split("\\.");
    return parts[0] + "." + other[1] + "." + parts[2];
  }

  @ParameterizedTest
  @MethodSource("bad")
  void believesNothingElse(Function<Sent, String> token) {
    Sent sent = begin();
    PROVIDER.idToken = () -> token.apply(sent);

    ApiResponse answer = finish(sent);

    assertThat(answer.status()).as(answer.body()).isIn(401, 503);
    assertThat(answer.text("/code")).isIn("sign_in_failed", "provider_unavailable");
    assertThat(browser.cookie("ccr_session")).isEmpty();
    // And the state is used up: nobody tries a second token with it.
    PROVIDER.idToken = () -> signed(good(sent));
    finish(sent).expectProblem(400, "sign_in_stale");
  }

  @Test
  void slowsDownWhoGuessesStates() {
    for (int i = 0; i < 5; i++) {
      browser
          .get(GATEWAY, "/v1/auth/oidc/corp/callback?code=c&state=" + "A".repeat(43))
          .expectProblem(400, "sign_in_stale");
    }
    browser
        .get(GATEWAY, "/v1/auth/oidc/corp/callback?code=c&state=" + "A".repeat(43))
        .expectProblem(429, "too_many_attempts");
  }

  @Test
  void slowsDownWhoBeginsAndNeverComesBack() {
    for (int i = 0; i < 9; i++) {
      Sent sent = begin();
      PROVIDER.idToken = () -> signed(good(sent));
      finish(sent).expect(302);
    }
    for (int i = 0; i < 6; i++) {
      begin();
    }
    browser.get(GATEWAY, "/v1/auth/oidc/corp").expectProblem(429, "too_many_attempts");
  }

  @Test
  void waitsForAStuckProviderWithFewRequestsAndNotForLong() throws Exception {
    var stuck = new CountDownLatch(1);
    PROVIDER.before = () -> await(stuck);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<CompletableFuture<ApiResponse>>();
      for (int i = 0; i < 8; i++) {
        var one = new BadTokenTest();
        Sent sent = one.begin();
        answers.add(CompletableFuture.supplyAsync(() -> one.finish(sent), threads));
      }
      // Those that wait are not in the way of anybody else.
      GATEWAY.client().get("/v1/me").expect(200);
      for (var answer : answers) {
        answer.get().expectProblem(503, "provider_unavailable");
      }
    } finally {
      stuck.countDown();
      PROVIDER.before = () -> {};
    }
    Sent sent = begin();
    PROVIDER.idToken = () -> signed(good(sent));
    finish(sent).expect(302);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
