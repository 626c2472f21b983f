package dev.ccrunner.gateway.identity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that a caller may do. The names are part of the API: they are added to, never renamed.
 * What is not there may be named by nobody.
 */
public enum Scope {
  RUNS_READ("see runs, their events and what came of them"),
  RUNS_WRITE("submit, cancel, interrupt runs and speak to them"),
  FILES_READ("see and download files that were uploaded"),
  FILES_WRITE("upload and delete files"),
  APPROVALS_DECIDE("answer what runs ask"),
  TOOLKIT_READ("see profiles, MCP servers, skills, plugins and hooks"),
  TOOLKIT_WRITE("change profiles, MCP servers, skills, plugins and hooks"),
  SECRETS_READ("see which secrets there are; nobody can read their values"),
  SECRETS_WRITE("store, replace and delete secrets"),
  WEBHOOKS_READ("see webhooks and their deliveries"),
  WEBHOOKS_WRITE("change webhooks and send deliveries again"),
  MEMBERS_READ("see who is in the team and who is invited"),
  MEMBERS_WRITE("invite people, change their roles, remove them, help them to a new password"),
  KEYS_READ("see one's own API keys"),
  KEYS_WRITE("make, change, rotate and revoke one's own API keys"),
  KEYS_MANAGE("the same for keys of services; and see and revoke everybody's"),
  TEAM_WRITE("rename the team and change its policy"),
  LIMITS_WRITE("set limits and budgets of the team, its people and keys"),
  USAGE_READ("see what the team has used and what it cost"),
  AUDIT_READ("read the audit log"),
  /** Of the installation, not of a team: no role has it, only people and keys by themselves. */
  OPERATE("look after the installation: workers, teams, accounts");

  private final String meaning;

  Scope(String meaning) {
    this.meaning = meaning;
  }

  /** What it allows, in words that follow "may". */
  public String meaning() {
    return meaning;
  }

  /** The name in the API, for example {@code runs:write}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', ':');
  }

  /** The scope of that name, or empty. */
  public static Optional<Scope> ofWireName(String name) {
    return Arrays.stream(values()).filter(scope -> scope.wireName().equals(name)).findFirst();
  }

  /** All names, for an error that says what was expected. */
  public static List<String> wireNames() {
    return wireNames(EnumSet.allOf(Scope.class));
  }

  /** The names of some, in the order of this list. */
  public static List<String> wireNames(Set<Scope> scopes) {
    return Arrays.stream(values()).filter(scopes::contains).map(Scope::wireName).toList();
  }
}
