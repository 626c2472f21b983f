package dev.ccrunner.gateway.identity.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentitySettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.identity", IdentitySettings.class, Map.of()))
        .isEqualTo(
            new IdentitySettings(
                Duration.ofSeconds(1),
                10_000,
                Duration.ofSeconds(60),
                Duration.ofHours(24),
                Duration.ofDays(30)));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.identity.cache-ttl", "10ms"),
            Map.entry("ccr.identity.cache-size", "5"),
            Map.entry("ccr.identity.last-use-interval", "7s"),
            Map.entry("ccr.identity.rotation-overlap", "1h"),
            Map.entry("ccr.identity.max-rotation-overlap", "2h"));

    assertThat(SettingsBinding.bind("ccr.identity", IdentitySettings.class, values))
        .isEqualTo(
            new IdentitySettings(
                Duration.ofMillis(10),
                5,
                Duration.ofSeconds(7),
                Duration.ofHours(1),
                Duration.ofHours(2)));
  }
}
