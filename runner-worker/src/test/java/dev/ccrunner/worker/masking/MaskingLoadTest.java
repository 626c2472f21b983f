package dev.ccrunner.worker.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.ccrunner.worker.masking.SecretMask.Named;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts that would take hours if the time were their length squared, or times the secrets. */
class MaskingLoadTest {
  private static final int MEGABYTE = 1 << 20;
  private static final Duration GENEROUS = Duration.ofSeconds(60);

  @Test
  void masksALineOfFiftyMegabytes() {
    var mask = SecretMask.of(secrets(1), 8);
    String line = "some words of a log that are no secret; ".repeat(50 * MEGABYTE / 40);

    var masked =
        assertTimeoutPreemptively(GENEROUS, () -> mask.mask(line + secrets(1).getFirst().value()));

    assertThat(masked).hasSize(line.length() + "[secret:s0]".length()).endsWith("[secret:s0]");
  }

  @Test
  void takesNoLongerForManySecretsAndForTextsThatNearlyAreOne() {
    var secrets = new ArrayList<>(secrets(200));
    secrets.add(new Named("a", "a".repeat(2000) + "b"));
    var mask = SecretMask.of(secrets, 8);
    String nearly = "a".repeat(10 * MEGABYTE);
    String breaks = "a\n".repeat(5 * MEGABYTE);

    assertTimeoutPreemptively(
        GENEROUS,
        () -> {
          assertThat(mask.mask(nearly)).isSameAs(nearly);
          assertThat(mask.mask(breaks)).isSameAs(breaks);
          var stream = mask.stream();
          long out = 0;
          for (int i = 0; i < MEGABYTE; i++) {
            out += stream.next("aaaaaaaaaa").length();
          }
          assertThat(out + stream.end().length()).isEqualTo(nearly.length());
        });
  }

  private static List<Named> secrets(int count) {
    var random = new Random(7);
    var secrets = new ArrayList<Named>();
    for (int i = 0; i < count; i++) {
      var value = new StringBuilder();
      for (int c = 0; c < 60; c++) {
        value.append((char) ('!' + random.nextInt(94)));
      }
      secrets.add(new Named("s" + i, value.toString()));
    }
    return secrets;
  }
}
