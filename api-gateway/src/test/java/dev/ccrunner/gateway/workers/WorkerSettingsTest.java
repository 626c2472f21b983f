package dev.ccrunner.gateway.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.workers", WorkerSettings.class, Map.of()))
        .isEqualTo(new WorkerSettings(Duration.ofSeconds(30)));
  }

  @Test
  void readsEveryValue() {
    var values = Map.ofEntries(Map.entry("ccr.workers.seen-within", "5s"));

    assertThat(SettingsBinding.bind("ccr.workers", WorkerSettings.class, values))
        .isEqualTo(new WorkerSettings(Duration.ofSeconds(5)));
  }
}
