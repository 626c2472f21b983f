package dev.ccrunner.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdempotencySettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.idempotency", IdempotencySettings.class, Map.of()))
        .isEqualTo(new IdempotencySettings(Duration.ofHours(24), Duration.ofMinutes(5), 1000));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.idempotency.keep", "1h"),
            Map.entry("ccr.idempotency.cleanup-interval", "1m"),
            Map.entry("ccr.idempotency.cleanup-batch", "5"));

    assertThat(SettingsBinding.bind("ccr.idempotency", IdempotencySettings.class, values))
        .isEqualTo(new IdempotencySettings(Duration.ofHours(1), Duration.ofMinutes(1), 5));
  }
}
