package dev.ccrunner.team;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names a team. */
public record TeamId(UUID value) {
  private static final String PREFIX = "team";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<TeamId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(TeamId::new);
  }

  /** The outer form, {@code team_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
