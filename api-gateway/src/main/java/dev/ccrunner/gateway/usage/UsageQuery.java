package dev.ccrunner.gateway.usage;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.PageCursor;
import dev.ccrunner.gateway.web.PageLimit;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.postgres.UsageDimension;
import dev.ccrunner.infra.postgres.UsageFilter;
import dev.ccrunner.infra.postgres.UsageLedger;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.UserId;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of which report is wanted.
 *
 * @param ofAll about all teams, and not only the caller's
 * @param after the group at which the page before ended; null: the first page
 * @param list names whose report it is, with which filters: what a cursor is bound to
 */
record UsageQuery(
    boolean ofAll,
    UsageFilter filter,
    List<UsageDimension> by,
    @Nullable List<String> after,
    int limit,
    String list) {
  private static final LocalDate EPOCH = LocalDate.EPOCH;

  static UsageQuery of(
      Caller caller, QueryParameters query, LocalDate today, UsageSettings settings) {
    boolean ofAll = ofAll(caller, query);
    var by = GroupBy.parse(query.value("group_by").orElse("day"));
    var to = date(query, "to");
    var from = date(query, "from");
    long spread = settings.defaultSpan().toDays() - 1;
    var last = to == null ? today : to;
    var first = from == null ? last.minusDays(spread) : from;
    checkSpan(first, last, settings.longestSpan().toDays());
    var filter =
        new UsageFilter(
            first,
            last,
            id(query, "user", UserId::parse),
            id(query, "key", ApiKeyId::parse),
            query.value("model").orElse(null),
            query.withPrefix(GroupBy.LABEL));
    String list =
        "usage %s %s %s".formatted(ofAll ? "of all" : caller.teamId().toString(), filter, by);
    var after =
        query.value("cursor").map(cursor -> PageCursor.lastValues(cursor, list)).orElse(null);
    int limit = PageLimit.of(query, settings.defaultRows(), settings.maxRows());
    return new UsageQuery(ofAll, filter, by, after, limit, list);
  }

  /** The page to ask the ledger for: one row more tells whether there is another. */
  UsageLedger.Page page(UsageSettings settings) {
    return new UsageLedger.Page(by, after, limit + 1, settings.patience());
  }

  /** The cursor behind the group with these values. */
  String cursorAfter(List<String> group) {
    return PageCursor.afterValues(group, list);
  }

  private static boolean ofAll(Caller caller, QueryParameters query) {
    return switch (query.value("of").orElse("team")) {
      case "team" -> false;
      case "installation" -> {
        caller.require(Scope.OPERATE, "A report about the installation");
        yield true;
      }
      case String other -> throw invalid("of", "team or installation", other);
    };
  }

  private static void checkSpan(LocalDate first, LocalDate last, long longest) {
    if (first.isAfter(last)) {
      throw invalid("from", "a day not after that of to, " + last, first.toString());
    }
    long days = ChronoUnit.DAYS.between(first, last) + 1;
    if (days > longest) {
      throw invalid(
          "from",
          "at most %d days (ccr.usage.longest-span) up to that of to, %s".formatted(longest, last),
          "%s, %d days".formatted(first, days));
    }
  }

  private static @Nullable LocalDate date(QueryParameters query, String name) {
    String text = query.value(name).orElse(null);
    if (text == null) {
      return null;
    }
    try {
      // Four digits: years beyond are no days of PostgreSQL's.
      var date = text.matches("\\d{4}-\\d\\d-\\d\\d") ? LocalDate.parse(text) : LocalDate.MIN;
      if (!date.isBefore(EPOCH)) {
        return date;
      }
    } catch (DateTimeException e) {
      // Answered below.
    }
    throw invalid(name, "a day of UTC such as 2026-01-31", text);
  }

  /** What another team has is there no more than what nobody has: the report is empty. */
  private static <T> @Nullable T id(
      QueryParameters query, String name, Function<String, Optional<T>> parse) {
    String text = query.value(name).orElse(null);
    return text == null
        ? null
        : parse.apply(text).orElseThrow(() -> invalid(name, "the id of a " + name, text));
  }

  private static ProblemException invalid(String name, String expected, String found) {
    return ProblemException.of(
        ErrorCode.INVALID_PARAMETER,
        "%s: expected %s, found '%s'.".formatted(name, expected, Shown.shortly(found)));
  }
}
