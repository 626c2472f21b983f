package dev.ccrunner.infra.postgres;

import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.UserId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An {@link Author} as the columns {@code key_id} and {@code user_id}. */
final class Authors {
  private Authors() {}

  static Author of(@Nullable UUID key, @Nullable UUID user) {
    return new Author(
        key == null ? null : new ApiKeyId(key), user == null ? null : new UserId(user));
  }

  static @Nullable UUID key(Author author) {
    return author.key() == null ? null : author.key().value();
  }

  static @Nullable UUID user(Author author) {
    return author.user() == null ? null : author.user().value();
  }
}
