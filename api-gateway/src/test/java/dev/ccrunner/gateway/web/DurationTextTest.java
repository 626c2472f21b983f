package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S, 250ms",
    "90s, PT90S, 90s",
    "60s, PT1M, 1m",
    "45m, PT45M, 45m",
    "90m, PT90M, 90m",
    "2h, PT2H, 2h",
    "1d, PT24H, 24h"
  })
  void readsAndWrites(String text, Duration duration, String written) {
    assertThat(DurationText.parse(text)).contains(duration);
    assertThat(DurationText.format(duration)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "45", "m", "-1s", "1.5h", "PT45M", "1h30m", "9999999999s", "1 s"})
  void refusesOtherForms(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }
}
