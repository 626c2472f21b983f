package dev.ccrunner.gateway.identity;

import static dev.ccrunner.gateway.identity.Scope.APPROVALS_DECIDE;
import static dev.ccrunner.gateway.identity.Scope.AUDIT_READ;
import static dev.ccrunner.gateway.identity.Scope.FILES_READ;
import static dev.ccrunner.gateway.identity.Scope.FILES_WRITE;
import static dev.ccrunner.gateway.identity.Scope.KEYS_MANAGE;
import static dev.ccrunner.gateway.identity.Scope.KEYS_READ;
import static dev.ccrunner.gateway.identity.Scope.KEYS_WRITE;
import static dev.ccrunner.gateway.identity.Scope.LIMITS_WRITE;
import static dev.ccrunner.gateway.identity.Scope.MEMBERS_READ;
import static dev.ccrunner.gateway.identity.Scope.MEMBERS_WRITE;
import static dev.ccrunner.gateway.identity.Scope.RUNS_READ;
import static dev.ccrunner.gateway.identity.Scope.RUNS_WRITE;
import static dev.ccrunner.gateway.identity.Scope.SECRETS_READ;
import static dev.ccrunner.gateway.identity.Scope.SECRETS_WRITE;
import static dev.ccrunner.gateway.identity.Scope.TEAM_WRITE;
import static dev.ccrunner.gateway.identity.Scope.TOOLKIT_READ;
import static dev.ccrunner.gateway.identity.Scope.TOOLKIT_WRITE;
import static dev.ccrunner.gateway.identity.Scope.USAGE_READ;
import static dev.ccrunner.gateway.identity.Scope.WEBHOOKS_READ;
import static dev.ccrunner.gateway.identity.Scope.WEBHOOKS_WRITE;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a person is in a team. Each role may what the one before it may, and more. */
public enum Role {
  VIEWER(null, RUNS_READ, FILES_READ, TOOLKIT_READ, MEMBERS_READ, USAGE_READ),
  MEMBER(
      VIEWER,
      RUNS_WRITE,
      FILES_WRITE,
      APPROVALS_DECIDE,
      SECRETS_READ,
      WEBHOOKS_READ,
      KEYS_READ,
      KEYS_WRITE),
  ADMIN(
      MEMBER,
      TOOLKIT_WRITE,
      SECRETS_WRITE,
      WEBHOOKS_WRITE,
      MEMBERS_WRITE,
      KEYS_MANAGE,
      LIMITS_WRITE,
      AUDIT_READ),
  OWNER(ADMIN, TEAM_WRITE);

  private final Set<Scope> scopes;

  Role(@Nullable Role lesser, Scope... more) {
    var all = EnumSet.noneOf(Scope.class);
    if (lesser != null) {
      all.addAll(lesser.scopes);
    }
    all.addAll(Arrays.asList(more));
    this.scopes = Set.copyOf(all);
  }

  /** Everything that it may. */
  public Set<Scope> scopes() {
    return scopes;
  }

  /** The name in the API, for example {@code owner}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that name, or empty. */
  public static Optional<Role> ofWireName(String name) {
    return Arrays.stream(values()).filter(role -> role.wireName().equals(name)).findFirst();
  }

  /** All names, for an error that says what was expected. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(Role::wireName).toList();
  }
}
