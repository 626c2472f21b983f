package dev.ccrunner.gateway.submission;

import dev.ccrunner.file.FileId;
import dev.ccrunner.run.ContentPart;
import org.jspecify.annotations.Nullable;

/** A part of a prompt before its content is looked up or kept. */
sealed interface AskedPart {
  /** A text. */
  record Words(String text) implements AskedPart {}

  /**
   * Something that was uploaded before.
   *
   * @param pointer where the request names it
   */
  record Uploaded(ContentPart.Type type, FileId file, @Nullable String title, String pointer)
      implements AskedPart {}

  /** Something that came with the request. */
  record Inline(
      ContentPart.Type type, String mediaType, byte[] bytes, @Nullable String title, String pointer)
      implements AskedPart {

    /** Without the content. */
    @Override
    public String toString() {
      return "Inline[%s, %s, %d bytes]".formatted(type, mediaType, bytes.length);
    }
  }
}
