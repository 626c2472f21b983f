package dev.ccrunner.gateway.identity.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PasswordLinkSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.password-links", PasswordLinkSettings.class, Map.of()))
        .isEqualTo(new PasswordLinkSettings(Duration.ofHours(24)));
  }

  @Test
  void readsEveryValue() {
    assertThat(
            SettingsBinding.bind(
                "ccr.password-links",
                PasswordLinkSettings.class,
                Map.of("ccr.password-links.lifetime", "2h")))
        .isEqualTo(new PasswordLinkSettings(Duration.ofHours(2)));
  }
}
