package dev.ccrunner.file;

import dev.ccrunner.id.PrefixedId;
import java.util.Optional;
import java.util.UUID;

/** Names something that a run left: an artifact, a patch, a transcript, a log. */
public record ArtifactId(UUID value) {
  private static final String PREFIX = "art";

  /** The id in its outer form, or empty when {@code text} is not one. */
  public static Optional<ArtifactId> parse(String text) {
    return PrefixedId.parse(PREFIX, text).map(ArtifactId::new);
  }

  /** The outer form, {@code art_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
