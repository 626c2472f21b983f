package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.run.ContentPart;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** An element of the field {@code content}, as it came. */
@Schema(
    name = "RunContentPart",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description =
        "A text, or an image or a document: an uploaded file by file_id, or base64 in source.")
record ContentRequest(
    @Schema(allowableValues = {"text", "image", "document"}) @Nullable String type,
    @Schema(description = "Of a text.") @Nullable String text,
    @Schema(example = "fil_01kb3xw6q8e0fb2a3c4d5e6f7g") @Nullable String fileId,
    @Nullable Source source,
    @Schema(description = "Of a document; the file's name when absent.") @Nullable String title) {

  /** Content that comes with the request. */
  @Schema(
      name = "RunContentSource",
      additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
      description = "PNG, JPEG, GIF or WebP; PDF or plain text.")
  record Source(
      @Schema(allowableValues = "base64") @Nullable String type,
      @Schema(example = "image/png") @Nullable String mediaType,
      @Schema(description = "Base64 with padding, in one line.", example = "iVBORw0KGgo=")
          @Nullable String data) {}

  static List<ContentRequest> read(Fields run) {
    return run.objects("content").stream().map(ContentRequest::part).toList();
  }

  private static ContentRequest part(Fields part) {
    boolean inline = part.hasValue("source");
    Fields source = part.object("source");
    var form = new Source(source.text("type"), source.text("media_type"), source.text("data"));
    return new ContentRequest(
        part.text("type"),
        part.text("text"),
        part.text("file_id"),
        inline ? form : null,
        part.text("title"));
  }

  /** The parts of a prompt, and what is wrong with them. */
  static List<AskedPart> decide(
      List<ContentRequest> asked, ContentSettings settings, Objections objections) {
    objections.checkCount("/content", asked.size(), settings.maxParts());
    var parts = new ArrayList<AskedPart>();
    long total = 0;
    for (int i = 0; i < asked.size() && i < settings.maxParts(); i++) {
      var part = asked.get(i).decide("/content/" + i, settings, objections);
      part.ifPresent(parts::add);
      total +=
          part.filter(AskedPart.Inline.class::isInstance).isPresent()
              ? ((AskedPart.Inline) part.get()).bytes().length
              : 0;
    }
    if (total > settings.maxTotal().toBytes()) {
      objections.refuse(ErrorCode.PROMPT_TOO_LARGE, "/content", tooMuch(settings, total));
    }
    return parts;
  }

  static String tooMuch(ContentSettings settings, long total) {
    return "Expected images and documents of at most %d bytes together, found %d."
        .formatted(settings.maxTotal().toBytes(), total);
  }

  private Optional<AskedPart> decide(
      String pointer, ContentSettings settings, Objections objections) {
    return switch (type) {
      case "text" -> words(pointer, objections);
      case "image" -> shown(ContentPart.Type.IMAGE, pointer, settings, objections);
      case "document" -> shown(ContentPart.Type.DOCUMENT, pointer, settings, objections);
      case null -> {
        objections.missing(pointer + "/type", "one of text, image, document");
        yield Optional.empty();
      }
      default -> {
        objections.refuse(
            pointer + "/type",
            "Expected one of text, image, document, found '%s'.".formatted(Shown.shortly(type)));
        yield Optional.empty();
      }
    };
  }

  private Optional<AskedPart> words(String pointer, Objections objections) {
    foreign(pointer + "/file_id", fileId, "text", objections);
    foreign(pointer + "/source", source, "text", objections);
    foreign(pointer + "/title", title, "text", objections);
    if (text == null) {
      objections.missing(pointer + "/text", "a text");
      return Optional.empty();
    }
    if (text.isBlank()) {
      // The Messages API refuses such a part, and with it the whole prompt.
      objections.refuse(
          pointer + "/text", "Expected a text, found one without a visible character.");
    }
    return Optional.of(new AskedPart.Words(text));
  }

  private Optional<AskedPart> shown(
      ContentPart.Type kind, String pointer, ContentSettings settings, Objections objections) {
    foreign(pointer + "/text", text, String.valueOf(type), objections);
    if (kind == ContentPart.Type.IMAGE) {
      foreign(pointer + "/title", title, "image", objections);
    } else if (title != null && (title.isBlank() || title.length() > settings.maxTitle())) {
      objections.refuse(
          pointer + "/title",
          "Expected 1 to %d visible characters, found %d."
              .formatted(settings.maxTitle(), title.length()));
    }
    if ((fileId == null) == (source == null)) {
      objections.refuse(
          pointer,
          "Expected either file_id or source, found %s."
              .formatted(fileId == null ? "none" : "both"));
      return Optional.empty();
    }
    if (source != null) {
      return InlineContent.decide(kind, source, title, pointer, settings, objections);
    }
    return FilesOfRun.id(pointer + "/file_id", String.valueOf(fileId), objections)
        .map(id -> new AskedPart.Uploaded(kind, id, title, pointer + "/file_id"));
  }

  private static void foreign(
      String pointer, @Nullable Object value, String type, Objections objections) {
    if (value != null) {
      objections.refuse(
          pointer, "Expected no such field in a part of the type %s.".formatted(type));
    }
  }

  /** The most that a part of this type may have. */
  static DataSize most(ContentPart.Type type, ContentSettings settings) {
    return type == ContentPart.Type.IMAGE ? settings.maxImage() : settings.maxDocument();
  }
}
