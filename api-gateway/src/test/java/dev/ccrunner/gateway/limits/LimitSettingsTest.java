package dev.ccrunner.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LimitSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.limits", LimitSettings.class, Map.of()))
        .isEqualTo(
            new LimitSettings(
                6000,
                60_000,
                3000,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                10_000));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.limits.requests-per-key", "1"),
            Map.entry("ccr.limits.requests-per-team", "2"),
            Map.entry("ccr.limits.submits-per-key", "3"),
            Map.entry("ccr.limits.redis-timeout", "4ms"),
            Map.entry("ccr.limits.redis-pause", "5ms"),
            Map.entry("ccr.limits.cache-ttl", "6ms"),
            Map.entry("ccr.limits.cache-size", "7"));

    assertThat(SettingsBinding.bind("ccr.limits", LimitSettings.class, values))
        .isEqualTo(
            new LimitSettings(
                1, 2, 3, Duration.ofMillis(4), Duration.ofMillis(5), Duration.ofMillis(6), 7));
  }
}
