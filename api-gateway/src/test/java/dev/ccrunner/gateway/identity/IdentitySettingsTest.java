package dev.ccrunner.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdentitySettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.identity", IdentitySettings.class, Map.of()))
        .isEqualTo(new IdentitySettings(Duration.ofSeconds(1), 10_000, Duration.ofSeconds(60)));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.identity.cache-ttl", "10ms"),
            Map.entry("ccr.identity.cache-size", "5"),
            Map.entry("ccr.identity.last-use-interval", "7s"));

    assertThat(SettingsBinding.bind("ccr.identity", IdentitySettings.class, values))
        .isEqualTo(new IdentitySettings(Duration.ofMillis(10), 5, Duration.ofSeconds(7)));
  }
}
