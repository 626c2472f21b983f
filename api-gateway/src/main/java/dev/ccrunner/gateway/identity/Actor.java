package dev.ccrunner.gateway.identity;

import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.UserId;
import org.jspecify.annotations.Nullable;

/** Who acts. */
public sealed interface Actor {

  /** The person behind it; null for a service's key, which belongs to nobody. */
  @Nullable UserId userId();

  /** It as the author of what it makes. */
  Author author();

  /** How it is spoken of in a message that follows "this" or "may": {@code this key}. */
  String words();

  /**
   * A program with an API key.
   *
   * @param userId whose key it is; null: a service's
   */
  record Key(ApiKeyId id, @Nullable UserId userId) implements Actor {
    @Override
    public Author author() {
      return new Author(id, userId);
    }

    @Override
    public String words() {
      return "this key";
    }
  }

  /** A person who is signed in. */
  record User(UserId userId) implements Actor {
    @Override
    public Author author() {
      return new Author(null, userId);
    }

    @Override
    public String words() {
      return "this account";
    }
  }
}
