package dev.ccrunner.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageSettingsTest {
  @Test
  void hasDefaults() {
    var settings = SettingsBinding.bind("ccr.usage", UsageSettings.class, Map.of());

    assertThat(settings)
        .isEqualTo(
            new UsageSettings(
                Duration.ofDays(366), Duration.ofDays(30), 10_000, Duration.ofSeconds(20)));
    assertThat(settings.defaultRows()).isEqualTo(1_000);
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.of(
            "ccr.usage.longest-span", "31d",
            "ccr.usage.default-span", "7d",
            "ccr.usage.max-rows", "50",
            "ccr.usage.patience", "2s");

    var settings = SettingsBinding.bind("ccr.usage", UsageSettings.class, values);

    assertThat(settings)
        .isEqualTo(
            new UsageSettings(Duration.ofDays(31), Duration.ofDays(7), 50, Duration.ofSeconds(2)));
    assertThat(settings.defaultRows()).isEqualTo(50);
  }
}
