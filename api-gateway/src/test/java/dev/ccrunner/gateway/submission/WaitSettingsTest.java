package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.wait", WaitSettings.class, Map.of()))
        .isEqualTo(new WaitSettings(1000, Duration.ofMillis(200)));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.wait.max-waiters", "5"), Map.entry("ccr.wait.look-interval", "1s"));

    assertThat(SettingsBinding.bind("ccr.wait", WaitSettings.class, values))
        .isEqualTo(new WaitSettings(5, Duration.ofSeconds(1)));
  }
}
