package dev.ccrunner.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BootstrapSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.bootstrap", BootstrapSettings.class, Map.of()))
        .isEqualTo(new BootstrapSettings(null, null));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.bootstrap.api-key", "k"),
            Map.entry("ccr.bootstrap.api-key-file", "/tmp/f"));

    assertThat(SettingsBinding.bind("ccr.bootstrap", BootstrapSettings.class, values))
        .isEqualTo(new BootstrapSettings("k", java.nio.file.Path.of("/tmp/f")));
  }
}
