package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;

/** The size of a page: the same for every list, unless its elements are small. */
public final class PageLimit {
  /** When the client does not say. */
  public static final int DEFAULT = 20;

  /** The most a client may ask for. */
  public static final int MAX = 200;

  private PageLimit() {}

  /** The limit of a request. */
  public static int of(QueryParameters query) {
    return of(query, DEFAULT, MAX);
  }

  /** The limit of a request for rows that are smaller than other lists' elements. */
  public static int of(QueryParameters query, int byDefault, int most) {
    return query.value("limit").map(text -> parse(text, most)).orElse(byDefault);
  }

  private static int parse(String text, int most) {
    if (text.matches("\\d{1,6}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= most) {
        return limit;
      }
    }
    throw ProblemException.of(
        ErrorCode.INVALID_PARAMETER,
        "limit: expected a number from 1 to %d, found '%s'.".formatted(most, Shown.shortly(text)));
  }
}
