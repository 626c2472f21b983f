package dev.ccrunner.infra.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FingerprintsTest {
  private static final byte[] MESSAGE = "{\"value\":\"1234\"}".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "{\"value\":\"1235\"}".getBytes(StandardCharsets.UTF_8);

  @Test
  void tellsOneMessageFromAnother() {
    var fingerprints = new Fingerprints(Vaults.ring("1:" + KeyRingTest.key()));
    byte[] print = fingerprints.of(MESSAGE).orElseThrow();

    assertThat(fingerprints.matches(print, MESSAGE)).isTrue();
    assertThat(fingerprints.matches(print, OTHER)).isFalse();
    assertThat(fingerprints.matches(new byte[0], MESSAGE)).isFalse();
  }

  @Test
  void cannotBeGuessedWithoutTheKey() {
    byte[] print =
        new Fingerprints(Vaults.ring("1:" + KeyRingTest.key())).of(MESSAGE).orElseThrow();

    var guesser = new Fingerprints(Vaults.ring("1:" + KeyRingTest.key()));

    assertThat(guesser.matches(print, MESSAGE)).isFalse();
  }

  @Test
  void holdsWhenAKeyIsAdded() {
    String first = "1:" + KeyRingTest.key();
    byte[] print = new Fingerprints(Vaults.ring(first)).of(MESSAGE).orElseThrow();

    var later = new Fingerprints(Vaults.ring(first + ",2:" + KeyRingTest.key()));

    assertThat(later.matches(print, MESSAGE)).isTrue();
    assertThat(new Fingerprints(Vaults.ring("")).of(MESSAGE)).isEmpty();
  }
}
