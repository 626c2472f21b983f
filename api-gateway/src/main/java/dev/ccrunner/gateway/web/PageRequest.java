package dev.ccrunner.gateway.web;

import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list is wanted.
 *
 * @param last the last element of the page before; null: the first page
 * @param limit how many are shown
 * @param list names whose list it is, with which filters: what a cursor is bound to
 */
public record PageRequest(@Nullable UUID last, int limit, String list) {

  /** The page that a request asks for. */
  public static PageRequest of(QueryParameters query, String list) {
    UUID last = query.value("cursor").map(cursor -> PageCursor.last(cursor, list)).orElse(null);
    return new PageRequest(last, PageLimit.of(query), list);
  }

  /** How many to look for: one more than is shown tells whether there is another page. */
  public int sought() {
    return limit + 1;
  }

  /**
   * The page.
   *
   * @param found up to as many as were sought
   */
  public <S, T> Page<T> page(List<S> found, Function<S, T> view, Function<S, UUID> id) {
    var shown = found.stream().limit(limit).toList();
    return new Page<>(
        shown.stream().map(view).toList(),
        found.size() > limit ? PageCursor.after(id.apply(shown.getLast()), list) : null);
  }
}
