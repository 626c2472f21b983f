package dev.ccrunner.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.health", HealthSettings.class, Map.of()))
        .isEqualTo(new HealthSettings(Duration.ofSeconds(1), Duration.ofSeconds(1)));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.health.timeout", "5s"), Map.entry("ccr.health.cache-ttl", "6s"));

    assertThat(SettingsBinding.bind("ccr.health", HealthSettings.class, values))
        .isEqualTo(new HealthSettings(Duration.ofSeconds(5), Duration.ofSeconds(6)));
  }
}
