package dev.ccrunner.gateway.identity.trail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditActionTest {
  @Test
  void isNamedByItsTargetAndWhatBecameOfIt() {
    assertThat(AuditAction.API_KEY_CREATED.wireName()).isEqualTo("api_key.created");
    assertThat(AuditAction.USER_PASSWORD_LINK_CREATED.wireName())
        .isEqualTo("user.password_link_created");
    assertThat(AuditAction.RUN_CANCELLED.wireName()).isEqualTo("run.cancelled");
  }
}
