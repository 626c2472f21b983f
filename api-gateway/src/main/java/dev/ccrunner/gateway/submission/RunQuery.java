package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.gateway.web.PageLimit;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.postgres.RunFilter;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which runs is wanted.
 *
 * @param list names team and filters: what a cursor is bound to
 */
record RunQuery(RunFilter filter, int limit, String list) {
  private static final List<String> STATUSES =
      Arrays.stream(RunStatus.values()).map(RunStatus::wireName).toList();

  static RunQuery of(Caller caller, QueryParameters query) {
    RunStatus status = query.value("status").map(RunQuery::status).orElse(null);
    SessionId session = query.value("session_id").map(RunQuery::session).orElse(null);
    return of(caller, query, status, session);
  }

  /** The runs of a session, whose id is in the path. */
  static RunQuery of(Caller caller, QueryParameters query, SessionId session) {
    return of(caller, query, query.value("status").map(RunQuery::status).orElse(null), session);
  }

  private static RunQuery of(
      Caller caller,
      QueryParameters query,
      @Nullable RunStatus status,
      @Nullable SessionId session) {
    Map<String, String> labels = query.withPrefix("label.");
    Instant createdAfter = query.value("created_after").map(RunQuery::instant).orElse(null);
    String list =
        "runs %s %s %s %s %s".formatted(caller.teamId(), status, session, labels, createdAfter);
    @Nullable RunId before =
        query.value("cursor").map(cursor -> new RunId(PageCursor.last(cursor, list))).orElse(null);
    return new RunQuery(
        new RunFilter(status, session, labels, createdAfter, before), PageLimit.of(query), list);
  }

  /** The same filter, after {@code last}. */
  RunFilter filterAfter(@Nullable RunId last) {
    return last == null
        ? filter
        : new RunFilter(
            filter.status(), filter.session(), filter.labels(), filter.createdAfter(), last);
  }

  private static SessionId session(String text) {
    return SessionId.parse(text)
        .orElseThrow(() -> invalid("session_id", "the id of a session", text));
  }

  private static RunStatus status(String text) {
    if (!STATUSES.contains(text)) {
      throw invalid("status", "one of " + String.join(", ", STATUSES), text);
    }
    return RunStatus.ofWireName(text);
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw invalid("created_after", "a time such as 2026-01-31T12:00:00Z", text);
    }
  }

  private static ProblemException invalid(String name, String expected, String found) {
    return ProblemException.of(
        ErrorCode.INVALID_PARAMETER,
        "%s: expected %s, found '%s'.".formatted(name, expected, Shown.shortly(found)));
  }
}
