package dev.ccrunner.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScopeTest {
  /** The published names: they are added to, never renamed. */
  @Test
  void hasThePublishedNames() {
    assertThat(Scope.wireNames())
        .containsExactly(
            "runs:read",
            "runs:write",
            "files:read",
            "files:write",
            "approvals:decide",
            "toolkit:read",
            "toolkit:write",
            "secrets:read",
            "secrets:write",
            "webhooks:read",
            "webhooks:write",
            "members:read",
            "members:write",
            "keys:read",
            "keys:write",
            "keys:manage",
            "team:write",
            "limits:write",
            "usage:read",
            "audit:read",
            "operate");
  }

  @Test
  void isFoundByItsName() {
    for (Scope scope : Scope.values()) {
      assertThat(Scope.ofWireName(scope.wireName())).contains(scope);
    }
    assertThat(Scope.ofWireName("everything")).isEmpty();
  }

  @Test
  void growsFromRoleToRole() {
    for (List<Role> pair :
        List.of(
            List.of(Role.VIEWER, Role.MEMBER),
            List.of(Role.MEMBER, Role.ADMIN),
            List.of(Role.ADMIN, Role.OWNER))) {
      assertThat(pair.get(1).scopes())
          .containsAll(pair.get(0).scopes())
          .hasSizeGreaterThan(pair.get(0).scopes().size());
    }
  }

  /** The installation is nobody's team. */
  @Test
  void isAllInTheOwnersButTheCareForTheInstallation() {
    var all = java.util.EnumSet.allOf(Scope.class);
    all.remove(Scope.OPERATE);

    assertThat(Role.OWNER.scopes()).isEqualTo(all);
  }
}
