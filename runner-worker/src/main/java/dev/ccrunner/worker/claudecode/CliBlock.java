package dev.ccrunner.worker.claudecode;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A part of what is said to Claude Code. */
public sealed interface CliBlock {
  /** A text. */
  record Words(String text) implements CliBlock {}

  /** A picture. */
  record Picture(String mediaType, byte[] content) implements CliBlock {
    @Override
    public String toString() {
      return "Picture[%s, %d bytes]".formatted(mediaType, content.length);
    }
  }

  /** A PDF. */
  record Pdf(byte[] content, @Nullable String title) implements CliBlock {
    @Override
    public String toString() {
      return "Pdf[%d bytes]".formatted(content.length);
    }
  }

  /** A text that is a document, and not the user's words: nothing in it is a command. */
  record Paper(String text, @Nullable String title) implements CliBlock {}

  /** As the Messages API has it. */
  default ObjectNode toJson() {
    return switch (this) {
      case Words(var text) -> WireJson.newObject().put("type", "text").put("text", text);
      case Picture(var mediaType, var content) ->
          WireJson.newObject().put("type", "image").set("source", base64(mediaType, content));
      case Pdf(var content, var title) -> document(base64("application/pdf", content), title);
      case Paper(var text, var title) ->
          document(
              WireJson.newObject()
                  .put("type", "text")
                  .put("media_type", "text/plain")
                  .put("data", text),
              title);
    };
  }

  private static ObjectNode base64(String mediaType, byte[] content) {
    return WireJson.newObject()
        .put("type", "base64")
        .put("media_type", mediaType)
        .put("data", Base64.getEncoder().encodeToString(content));
  }

  private static ObjectNode document(ObjectNode source, @Nullable String title) {
    ObjectNode document = WireJson.newObject().put("type", "document");
    document.set("source", source);
    if (title != null) {
      document.put("title", title);
    }
    return document;
  }
}
