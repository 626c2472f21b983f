package dev.ccrunner.gateway.identity.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ThrottleSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.throttle", ThrottleSettings.class, Map.of()))
        .isEqualTo(
            new ThrottleSettings(
                10, 50, 500, Duration.ofMinutes(15), 60, Duration.ofMinutes(1), 100_000));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.throttle.passwords-per-account", "1"),
            Map.entry("ccr.throttle.sign-ins-per-address", "7"),
            Map.entry("ccr.throttle.passwords-per-address", "2"),
            Map.entry("ccr.throttle.password-window", "3s"),
            Map.entry("ccr.throttle.keys-per-address", "4"),
            Map.entry("ccr.throttle.key-window", "5s"),
            Map.entry("ccr.throttle.max-remembered", "600"));

    assertThat(SettingsBinding.bind("ccr.throttle", ThrottleSettings.class, values))
        .isEqualTo(
            new ThrottleSettings(1, 2, 7, Duration.ofSeconds(3), 4, Duration.ofSeconds(5), 600));
  }
}
