package dev.ccrunner.architecture;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityDocumentTest {
  private static final List<Role> ROLES = List.of(Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER);

  @Test
  void saysWhichRoleHasWhichScope() throws Exception {
    var text =
        new StringBuilder(
            "\n| scope | may | owner | admin | member | viewer |\n|---|---|---|---|---|---|\n");
    for (Scope scope : Scope.values()) {
      text.append("| `%s` | %s |".formatted(scope.wireName(), scope.meaning()));
      ROLES.forEach(role -> text.append(role.scopes().contains(scope) ? " ✓ |" : " |"));
      text.append('\n');
    }
    text.append('\n');

    new DrawnPart("docs/identity.md", "written from Scope and Role").mustBe(text.toString());
  }
}
