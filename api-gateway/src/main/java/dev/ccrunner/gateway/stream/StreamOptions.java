package dev.ccrunner.gateway.stream;

import java.util.Set;

/**
 * What a client wants to see of a run.
 *
 * @param after only events with a greater number
 * @param deltas also pieces of text while they are being written
 * @param types only these; empty means all. A type of deltas is only shown if named here or if all
 *     are
 */
public record StreamOptions(long after, boolean deltas, Set<String> types) {
  public StreamOptions {
    types = Set.copyOf(types);
  }

  boolean wants(String type) {
    return types.isEmpty() || types.contains(type);
  }
}
