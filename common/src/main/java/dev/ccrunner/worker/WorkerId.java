package dev.ccrunner.worker;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names one life of one worker process: a restarted worker is another worker. */
public record WorkerId(UUID value) {
  private static final String PREFIX = "wrk";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<WorkerId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(WorkerId::new);
  }

  /** The outer form, {@code wrk_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
