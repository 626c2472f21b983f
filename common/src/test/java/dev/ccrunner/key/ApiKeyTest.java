package dev.ccrunner.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {
  /** The sum was computed by another program, so that a change of the form does not go unseen. */
  private static final String KEY = "ccr_0123456789abcdefghijABCDEFGHIJ0AHlcl";

  @Test
  void readsAKeyOfThePublishedForm() {
    assertThat(ApiKey.parse(KEY).map(ApiKey::reveal)).contains(KEY);
  }

  @Test
  void readsBackWhatItGenerated() {
    var key = ApiKey.generate(new SecureRandom());

    assertThat(key.reveal()).matches("ccr_[0-9A-Za-z]{36}");
    assertThat(ApiKey.parse(key.reveal()).map(ApiKey::reveal)).contains(key.reveal());
  }

  @Test
  void generatesADifferentKeyEachTime() {
    var random = new SecureRandom();

    assertThat(ApiKey.generate(random).reveal()).isNotEqualTo(ApiKey.generate(random).reveal());
  }

  @ParameterizedTest
  @MethodSource("positions")
  void refusesATypoAtAnyPosition(int position) {
    char found = KEY.charAt(position);
    for (char other : "0Zz9".toCharArray()) {
      if (other != found) {
        var typo = KEY.substring(0, position) + other + KEY.substring(position + 1);
        assertThat(ApiKey.parse(typo)).as(typo).isEmpty();
      }
    }
  }

  @Test
  void refusesTwoNeighboursThatChangedPlaces() {
    for (int i = 4; i < KEY.length() - 1; i++) {
      var swapped = KEY.substring(0, i) + KEY.charAt(i + 1) + KEY.charAt(i) + KEY.substring(i + 2);
      if (!swapped.equals(KEY)) {
        assertThat(ApiKey.parse(swapped)).as(swapped).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ccr_", "ccr_0123456789abcdefghijABCDEFGHIJ", "Bearer ccr_x"})
  void refusesWhatIsNoKeyAtAll(String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
  }

  @Test
  void hashesTheWholeText() {
    var hash = ApiKey.parse(KEY).orElseThrow().hash();

    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("a54e7991327fab1d6ad19a5a9fb499da0264576f83db71551acf74a9cd27e770");
  }

  @Test
  void hidesItselfInLogs() {
    var key = ApiKey.parse(KEY).orElseThrow();

    assertThat(key).hasToString("ccr_…" + key.hint());
    assertThat(key.hint()).isEqualTo(KEY.substring(KEY.length() - 4));
  }

  static IntStream positions() {
    return IntStream.range(0, KEY.length());
  }
}
