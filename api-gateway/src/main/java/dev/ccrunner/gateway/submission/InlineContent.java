package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.run.ContentPart;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides about an image or a document that comes with the request itself. */
final class InlineContent {
  private static final String BASE64 = "base64";

  private InlineContent() {}

  static Optional<AskedPart> decide(
      ContentPart.Type type,
      ContentRequest.Source source,
      @Nullable String title,
      String pointer,
      ContentSettings settings,
      Objections objections) {
    String at = pointer + "/source";
    if (!BASE64.equals(source.type())) {
      objections.refuse(at + "/type", "Expected base64, found %s.".formatted(said(source.type())));
      return Optional.empty();
    }
    if (source.data() == null || source.data().isEmpty()) {
      objections.missing(at + "/data", "the content as base64");
      return Optional.empty();
    }
    long most = ContentRequest.most(type, settings).toBytes();
    // Base64 makes three bytes four characters: what is far too long is not even decoded.
    if (source.data().length() / 4L * 3 - 2 > most) {
      tooLarge(at, most, source.data().length() / 4L * 3, objections);
      return Optional.empty();
    }
    byte[] bytes = decoded(source.data());
    if (bytes == null) {
      objections.refuse(
          at + "/data",
          "Expected base64 with padding and without line breaks, found another text.");
      return Optional.empty();
    }
    if (bytes.length > most) {
      tooLarge(at, most, bytes.length, objections);
      return Optional.empty();
    }
    var found = ContentFormat.of(bytes).filter(format -> format.fits(type));
    if (found.isEmpty()) {
      objections.refuse(
          at + "/data", "Expected %s, found something else.".formatted(ContentFormat.names(type)));
      return Optional.empty();
    }
    String mediaType = found.get().mediaType();
    if (!mediaType.equals(source.mediaType())) {
      objections.refuse(
          at + "/media_type",
          "Expected %s, as the content shows, found %s."
              .formatted(mediaType, said(source.mediaType())));
      return Optional.empty();
    }
    return Optional.of(new AskedPart.Inline(type, mediaType, bytes, title, pointer));
  }

  private static String said(@Nullable String text) {
    return text == null ? "none" : "'" + Shown.shortly(text) + "'";
  }

  private static byte @Nullable [] decoded(String data) {
    try {
      return Base64.getDecoder().decode(data);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static void tooLarge(String at, long most, long found, Objections objections) {
    objections.refuse(
        ErrorCode.PROMPT_TOO_LARGE,
        at + "/data",
        "Expected at most %d bytes, found %d.".formatted(most, found));
  }
}
