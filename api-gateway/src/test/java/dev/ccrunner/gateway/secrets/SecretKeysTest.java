package dev.ccrunner.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.secret.KeyFile;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The keys that secrets are sealed with. */
class SecretKeysTest extends SecretKeeping {
  @Test
  void wrapsAllSecretsWithANewKeyWhileItRuns() throws Exception {
    var secret = api.post("/v1/secrets", env("rotated", VALUE)).expect(201);

    int version = KeyFile.addKey(KEYS, new SecureRandom());

    await()
        .until(() -> {
          var state = api.get("/v1/secret_keys").expect(200).json();
          return state.get("sealing_version").intValue() == version
              && state
                  .get("versions")
                  .valueStream()
                  .allMatch(key ->
                      key.get("version").intValue() == version
                          || key.get("secrets").intValue() == 0);
        });
    assertThat(value(secret)).isEqualTo(VALUE);
  }

  @Test
  void startsWithoutAKeyAndSaysWhatIsMissing() {
    try (var gateway = TestGateway.start(Map.of())) {
      var without = gateway.client();

      without
          .post("/v1/secrets", env("x", VALUE))
          .expectProblem(503, "secrets_not_configured")
          .saying("ccr.secrets.key-file");
      without.get("/v1/secrets").expect(200);
      assertThat(without.get("/v1/secret_keys").expect(200).json().get("sealing_version").isNull())
          .isTrue();
    }
  }
}
