package dev.ccrunner.run;

import dev.ccrunner.file.FileRef;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A part of a prompt that is more than one text. Inline images and documents are stored as files
 * when the run is accepted, so that a run stays a small row whatever it shows.
 *
 * @param text the words; null in a part that is a file
 * @param file what is shown to the model; null in a text
 * @param title of a document; null: its name says it
 */
public record ContentPart(
    Type type, @Nullable String text, @Nullable FileRef file, @Nullable String title) {
  /** What a part is. */
  public enum Type {
    /** Words. */
    TEXT,
    /** A picture: PNG, JPEG, GIF or WebP. */
    IMAGE,
    /** A PDF or a plain text that the model reads as a whole. */
    DOCUMENT
  }

  public ContentPart {
    Objects.requireNonNull(type == Type.TEXT ? text : file, "a part has what its type says");
  }

  public static ContentPart text(String text) {
    return new ContentPart(Type.TEXT, text, null, null);
  }

  public static ContentPart image(FileRef file) {
    return new ContentPart(Type.IMAGE, null, file, null);
  }

  public static ContentPart document(FileRef file, @Nullable String title) {
    return new ContentPart(Type.DOCUMENT, null, file, title);
  }
}
