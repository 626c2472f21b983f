package dev.ccrunner.key;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names an API key; the key itself is never an id. */
public record ApiKeyId(UUID value) {
  private static final String PREFIX = "key";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<ApiKeyId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(ApiKeyId::new);
  }

  /** The outer form, {@code key_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
