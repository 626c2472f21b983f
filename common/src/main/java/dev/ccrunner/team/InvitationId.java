package dev.ccrunner.team;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names an invitation into a team. */
public record InvitationId(UUID value) {
  private static final String PREFIX = "inv";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<InvitationId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(InvitationId::new);
  }

  /** The outer form, {@code inv_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
