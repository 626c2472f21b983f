package dev.ccrunner.gateway.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.testing.SettingsBinding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordHashesTest {
  private static final String PASSWORD = "correct horse battery";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final PasswordHashes hashes = new PasswordHashes(SignInSettingsTest.DEFAULTS, registry);

  @Test
  void areArgon2idWithTheParametersThatAreSet() {
    String hash = hashes.hash(PASSWORD);

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(hashes.hash(PASSWORD)).isNotEqualTo(hash);
    assertThat(hashes.matches(PASSWORD, hash)).isTrue();
    assertThat(hashes.matches("another", hash)).isFalse();
  }

  @Test
  void costTheSameForNobody() {
    String hash = hashes.hash(PASSWORD);
    long before = registry.get("password.hash").timer().count();

    assertThat(hashes.matches(PASSWORD, null)).isFalse();
    assertThat(hashes.matches(PASSWORD, hash)).isTrue();

    assertThat(registry.get("password.hash").timer().count() - before).isEqualTo(2);
  }

  @Test
  void areRefusedWhenTooManyAreWanted() throws Exception {
    var one =
        new PasswordHashes(
            SettingsBinding.bind(
                "ccr.sign-in",
                SignInSettings.class,
                Map.of("ccr.sign-in.hashes-at-once", "1", "ccr.sign-in.hash-wait", "1ms")),
            registry);
    var start = new CountDownLatch(1);
    var all =
        IntStream.range(0, 8)
            .mapToObj(_ ->
                CompletableFuture.supplyAsync(
                    () -> {
                      try {
                        start.await();
                        return one.hash(PASSWORD).isEmpty() ? "" : "hashed";
                      } catch (ProblemException refused) {
                        return refused.code().wireName();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    },
                    task -> Thread.ofPlatform().start(task)))
            .toList();

    start.countDown();

    assertThat(all.stream().map(CompletableFuture::join).distinct())
        .containsExactlyInAnyOrder("hashed", "unavailable");
  }

  @Test
  void areOnlyMadeOfPasswordsThatAreLongEnough() {
    hashes.check("/password", "x".repeat(12));
    hashes.check("/password", "😀".repeat(12));
    for (String bad : new String[] {"x".repeat(11), "😀".repeat(11), "x".repeat(257)}) {
      assertThatThrownBy(() -> hashes.check("/password", bad))
          .hasMessageContaining("Expected a password of 12 to 256 characters");
    }
  }
}
