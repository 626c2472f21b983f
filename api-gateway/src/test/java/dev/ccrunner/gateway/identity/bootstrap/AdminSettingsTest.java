package dev.ccrunner.gateway.identity.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.admin", AdminSettings.class, Map.of()))
        .isEqualTo(new AdminSettings("owner@localhost", null, null));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.of(
            "ccr.admin.email", "Ada@Example.org",
            "ccr.admin.password", "p",
            "ccr.admin.password-file", "/tmp/f");

    assertThat(SettingsBinding.bind("ccr.admin", AdminSettings.class, values))
        .isEqualTo(new AdminSettings("ada@example.org", "p", Path.of("/tmp/f")));
  }

  @Test
  void doesNotShowThePassword() {
    assertThat(new AdminSettings("a@b", "secret", null).toString()).doesNotContain("secret");
  }
}
