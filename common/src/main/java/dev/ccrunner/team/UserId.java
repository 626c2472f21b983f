package dev.ccrunner.team;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names a person, who may be in several teams. */
public record UserId(UUID value) {
  private static final String PREFIX = "usr";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<UserId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(UserId::new);
  }

  /** The outer form, {@code usr_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
