package dev.ccrunner.gateway.identity;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may at most in a team, at this moment.
 *
 * @param gone whether the person is not in the team, or the account is closed
 */
public record Standing(Set<Scope> scopes, boolean gone) {
  /** A service belongs to the team and to no person: what its key names, it has. */
  public static final Standing OF_A_SERVICE = new Standing(EnumSet.allOf(Scope.class), false);

  public Standing {
    scopes = Set.copyOf(scopes);
  }

  /**
   * That of a person.
   *
   * @param role as stored; null: not in the team
   * @param operator whether the person looks after the installation; null: there is no such person
   */
  public static Standing of(@Nullable String role, @Nullable Boolean operator, boolean disabled) {
    if (role == null || operator == null || disabled) {
      return new Standing(Set.of(), true);
    }
    return new Standing(scopes(Role.ofWireName(role).orElseThrow(), operator), false);
  }

  /** What a role and the care for the installation come to. */
  public static Set<Scope> scopes(Role role, boolean operator) {
    var scopes = EnumSet.copyOf(role.scopes());
    if (operator) {
      scopes.add(Scope.OPERATE);
    }
    return scopes;
  }
}
