package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;

/** The size of a page, the same for every list. */
public final class PageLimit {
  /** When the client does not say. */
  public static final int DEFAULT = 20;

  /** The most a client may ask for. */
  public static final int MAX = 200;

  private PageLimit() {}

  /** The limit of a request. */
  public static int of(QueryParameters query) {
    return query.value("limit").map(PageLimit::parse).orElse(DEFAULT);
  }

  private static int parse(String text) {
    if (text.matches("\\d{1,6}")) {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX) {
        return limit;
      }
    }
    throw ProblemException.of(
        ErrorCode.INVALID_PARAMETER,
        "limit: expected a number from 1 to %d, found '%s'.".formatted(MAX, Shown.shortly(text)));
  }
}
