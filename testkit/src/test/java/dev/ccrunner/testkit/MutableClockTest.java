package dev.ccrunner.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class MutableClockTest {

  @Test
  void movesOnlyWhenToldAndInAllZonesAtOnce() {
    var clock = MutableClock.at("2026-01-31T12:00:00Z");
    var elsewhere = clock.withZone(ZoneId.of("Europe/Berlin"));

    assertThat(clock.instant()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(clock.advance(Duration.ofHours(1))).isEqualTo(Instant.parse("2026-01-31T13:00:00Z"));
    assertThat(elsewhere.instant()).isEqualTo(clock.instant());
    assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
  }
}
