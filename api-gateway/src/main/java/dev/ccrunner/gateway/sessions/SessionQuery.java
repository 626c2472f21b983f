package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.gateway.web.PageLimit;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.postgres.SessionFilter;
import dev.ccrunner.infra.postgres.SessionStatus;
import dev.ccrunner.session.SessionId;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which sessions is wanted.
 *
 * @param words that must be in its name, or in a prompt or result of its runs; null: any
 * @param list names team and filters: what a cursor is bound to
 */
record SessionQuery(SessionFilter filter, @Nullable String words, int limit, String list) {

  static SessionQuery of(Caller caller, QueryParameters query, SessionSettings settings) {
    SessionStatus status = query.value("status").map(SessionQuery::status).orElse(null);
    Map<String, String> labels = query.withPrefix("label.");
    Instant createdAfter = query.value("created_after").map(SessionQuery::instant).orElse(null);
    String words = query.value("q").map(text -> words(text, settings)).orElse(null);
    String list =
        "sessions %s %s %s %s %s".formatted(caller.teamId(), status, labels, createdAfter, words);
    @Nullable SessionId before =
        query
            .value("cursor")
            .map(cursor -> new SessionId(PageCursor.last(cursor, list)))
            .orElse(null);
    return new SessionQuery(
        new SessionFilter(status, labels, createdAfter, before), words, PageLimit.of(query), list);
  }

  private static SessionStatus status(String text) {
    return SessionStatus.ofWireName(text)
        .orElseThrow(() ->
            invalid("status", "one of " + String.join(", ", SessionStatus.wireNames()), text));
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw invalid("created_after", "a time such as 2026-01-31T12:00:00Z", text);
    }
  }

  private static String words(String text, SessionSettings settings) {
    if (text.isBlank() || text.length() > settings.maxSearchLength()) {
      throw invalid(
          "q", "1 to %d characters".formatted(settings.maxSearchLength()), Shown.shortly(text));
    }
    return text.strip();
  }

  private static ProblemException invalid(String name, String expected, String found) {
    return ProblemException.of(
        ErrorCode.INVALID_PARAMETER,
        "%s: expected %s, found '%s'.".formatted(name, expected, Shown.shortly(found)));
  }
}
