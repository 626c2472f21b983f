package dev.ccrunner.gateway.identity.teams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvitationSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.invitations", InvitationSettings.class, Map.of()))
        .isEqualTo(new InvitationSettings(Duration.ofDays(7), 1000));
  }

  @Test
  void readsEveryValue() {
    var values = Map.of("ccr.invitations.lifetime", "2h", "ccr.invitations.max-open", "3");

    assertThat(SettingsBinding.bind("ccr.invitations", InvitationSettings.class, values))
        .isEqualTo(new InvitationSettings(Duration.ofHours(2), 3));
  }
}
