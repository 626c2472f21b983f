package dev.ccrunner.session;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names a session: a conversation of runs that follow each other. */
public record SessionId(UUID value) {
  private static final String PREFIX = "ses";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<SessionId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(SessionId::new);
  }

  /** The outer form, {@code ses_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
