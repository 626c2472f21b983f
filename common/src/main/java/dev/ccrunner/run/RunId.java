package dev.ccrunner.run;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names a run. */
public record RunId(UUID value) {
  private static final String PREFIX = "run";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<RunId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(RunId::new);
  }

  /** The outer form, {@code run_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
