package dev.ccrunner.gateway.files;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.DurationText;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Checks what an uploader says of a file. */
final class UploadTerms {
  private static final String BYTES = "application/octet-stream";
  private static final int MAX_TYPE = 127;
  private static final Duration LEAST = Duration.ofMinutes(1);

  private final FileSettings settings;

  UploadTerms(FileSettings settings) {
    this.settings = settings;
  }

  /** The name itself. */
  static String name(@Nullable String name) {
    if (name == null) {
      throw ProblemException.at(
          ErrorCode.MISSING_FIELD, "/name", "Expected the name of the file, found none.");
    }
    PlainFileName.complaint(name)
        .ifPresent(found -> {
          throw ProblemException.at(
              ErrorCode.INVALID_FIELD,
              "/name",
              "Expected a plain file name of at most 255 bytes, found %s: '%s'."
                  .formatted(found, Shown.shortly(name)));
        });
    return name;
  }

  /** Type and subtype of what is declared; bytes of any kind, if nothing is. */
  static String mediaType(@Nullable String declared) {
    if (declared == null || declared.isBlank()) {
      return BYTES;
    }
    try {
      var type = MediaType.parseMediaType(declared);
      String plain = (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
      if (type.isConcrete() && plain.length() <= MAX_TYPE) {
        return plain;
      }
    } catch (InvalidMediaTypeException _) {
      // Answered below.
    }
    throw ProblemException.at(
        ErrorCode.INVALID_FIELD,
        "/media_type",
        "Expected a media type such as image/png, found '%s'.".formatted(Shown.shortly(declared)));
  }

  /** For how long it is to be kept. */
  Duration keep(@Nullable String expiresAfter) {
    if (expiresAfter == null) {
      return settings.keep();
    }
    return DurationText.parse(expiresAfter)
        .filter(keep -> keep.compareTo(LEAST) >= 0 && keep.compareTo(settings.maxKeep()) <= 0)
        .orElseThrow(() ->
            ProblemException.at(
                ErrorCode.INVALID_FIELD,
                "/expires_after",
                "Expected a duration from %s to %s, such as 7d, found '%s'."
                    .formatted(
                        DurationText.format(LEAST),
                        DurationText.format(settings.maxKeep()),
                        Shown.shortly(expiresAfter))));
  }
}
