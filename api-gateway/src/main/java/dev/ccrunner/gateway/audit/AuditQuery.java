package dev.ccrunner.gateway.audit;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.AuditTrail;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.gateway.web.PageLimit;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.audit.AuditFilter;
import dev.ccrunner.team.TeamId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of which chain are wanted.
 *
 * @param before the number they are below
 * @param list names chain and filter: what a cursor is bound to
 */
record AuditQuery(TeamId chain, AuditFilter filter, long before, int limit, String list) {

  static AuditQuery of(Caller caller, QueryParameters query) {
    TeamId chain = chain(caller, query);
    var filter =
        new AuditFilter(
            query.value("actor").orElse(null),
            query.value("action").map(AuditQuery::action).orElse(null),
            query.value("target").orElse(null),
            time(query, "created_after"),
            time(query, "created_before"));
    String list = "audit_log %s %s".formatted(chain, filter);
    long before =
        query
            .value("cursor")
            .map(cursor -> PageCursor.last(cursor, list).getLeastSignificantBits())
            .orElse(Long.MAX_VALUE);
    return new AuditQuery(chain, filter, before, PageLimit.of(query), list);
  }

  /** The team's own; the installation's for who looks after it. */
  static TeamId chain(Caller caller, QueryParameters query) {
    return switch (query.value("of").orElse("team")) {
      case "team" -> caller.teamId();
      case "installation" -> {
        caller.require(Scope.OPERATE, "The audit log of the installation");
        yield AuditTrail.INSTALLATION;
      }
      case String other ->
          throw ProblemException.of(
              ErrorCode.INVALID_PARAMETER,
              "of: expected team or installation, found '%s'.".formatted(Shown.shortly(other)));
    };
  }

  /** The cursor behind the entry with this number. */
  String cursorAfter(long seq) {
    return PageCursor.after(new UUID(0, seq), list);
  }

  private static String action(String text) {
    boolean group =
        text.endsWith(".*")
            && AuditAction.wireNames().stream()
                .anyMatch(name -> name.startsWith(text.substring(0, text.length() - 1)));
    if (!group && !AuditAction.wireNames().contains(text)) {
      throw ProblemException.of(
          ErrorCode.INVALID_PARAMETER,
          "action: expected one such as %s, or all of a kind such as api_key.*, found '%s'."
              .formatted(AuditAction.API_KEY_CREATED.wireName(), Shown.shortly(text)));
    }
    return text;
  }

  private static @Nullable Instant time(QueryParameters query, String name) {
    String text = query.value(name).orElse(null);
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException _) {
      throw ProblemException.of(
          ErrorCode.INVALID_PARAMETER,
          "%s: expected a time such as 2026-01-31T12:00:00Z, found '%s'."
              .formatted(name, Shown.shortly(String.valueOf(text))));
    }
  }
}
