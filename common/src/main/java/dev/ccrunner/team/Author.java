package dev.ccrunner.team;

import dev.ccrunner.key.ApiKeyId;
import org.jspecify.annotations.Nullable;

/**
 * Who made something: a person, a key, or a person by means of a key.
 *
 * @param key null when the person was signed in
 * @param user null when the key belongs to nobody, as a service's does
 */
public record Author(@Nullable ApiKeyId key, @Nullable UserId user) {
  public Author {
    if (key == null && user == null) {
      throw new IllegalArgumentException("Expected a key, a user or both, found neither");
    }
  }

  /** A key that belongs to nobody. */
  public static Author of(ApiKeyId key) {
    return new Author(key, null);
  }

  /** The key if there was one, else the person: {@code key_…} or {@code usr_…}. */
  @Override
  public String toString() {
    return key == null ? String.valueOf(user) : key.toString();
  }
}
