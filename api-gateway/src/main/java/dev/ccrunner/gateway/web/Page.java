package dev.ccrunner.gateway.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param data its elements
 * @param nextCursor what to ask for the next page with; null: this was the last
 */
public record Page<T>(List<T> data, @Nullable String nextCursor) {
  public Page {
    data = List.copyOf(data);
  }
}
