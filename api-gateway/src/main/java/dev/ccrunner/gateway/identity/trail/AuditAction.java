package dev.ccrunner.gateway.identity.trail;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Everything that is written down. The names are part of the API: they are added to, never renamed.
 * The part before the dot says of what the target is.
 */
public enum AuditAction {
  API_KEY_CREATED,
  API_KEY_CHANGED,
  API_KEY_ROTATED,
  API_KEY_REVOKED,
  BUDGET_DELETED,
  BUDGET_SET,
  FILE_CREATED,
  FILE_DELETED,
  INVITATION_CREATED,
  INVITATION_WITHDRAWN,
  INVITATION_ACCEPTED,
  LIMITS_DELETED,
  LIMITS_SET,
  MEMBER_ADDED,
  MEMBER_CHANGED,
  MEMBER_REMOVED,
  RUN_CANCELLED,
  RUN_INTERRUPTED,
  RUN_MESSAGED,
  SECRET_CREATED,
  SECRET_CHANGED,
  SECRET_DELETED,
  SESSION_BEGUN,
  SESSION_CREATED,
  SESSION_CHANGED,
  SESSION_DELETED,
  SESSION_FORKED,
  SESSION_EXPORTED,
  SESSION_IMPORTED,
  TEAM_CREATED,
  TEAM_CHANGED,
  USER_CREATED,
  USER_CHANGED,
  USER_DELETED,
  USER_LINKED,
  USER_PASSWORD_CHANGED,
  USER_PASSWORD_LINK_CREATED,
  USER_SIGNED_OUT_EVERYWHERE,
  WORKER_DRAINED;

  /** Those whose first part is two words. */
  private static final String API_KEY = "api_key_";

  /** The name in the log, for example {@code api_key.created}. */
  public String wireName() {
    String name = name().toLowerCase(Locale.ROOT);
    int end = name.startsWith(API_KEY) ? API_KEY.length() - 1 : name.indexOf('_');
    return name.substring(0, end) + "." + name.substring(end + 1);
  }

  /** All names, for an error that says what was expected. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(AuditAction::wireName).toList();
  }
}
