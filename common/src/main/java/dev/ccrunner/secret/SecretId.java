package dev.ccrunner.secret;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names a secret; it tells nothing of the value. */
public record SecretId(UUID value) {
  private static final String PREFIX = "sec";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<SecretId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(SecretId::new);
  }

  /** The outer form, {@code sec_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
