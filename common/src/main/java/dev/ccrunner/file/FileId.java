package dev.ccrunner.file;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names a file that somebody uploaded. */
public record FileId(UUID value) {
  private static final String PREFIX = "fil";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<FileId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(FileId::new);
  }

  /** The outer form, {@code fil_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
