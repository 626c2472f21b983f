package dev.ccrunner.gateway.content;

import java.util.Locale;
import java.util.Set;

/**
 * What a download is declared as. Nothing that a browser would run, whatever its owner says it is:
 * on the address of this service it would run with the rights of whoever is signed in.
 */
final class SafeMediaType {
  /** What is not in any of the lists below. */
  static final String BYTES = "application/octet-stream";

  private static final Set<String> BINARY =
      Set.of(
          "application/gzip",
          "application/json",
          "application/jsonl",
          "application/pdf",
          "application/x-tar",
          "application/zip",
          "audio/mpeg",
          "audio/wav",
          "image/gif",
          "image/jpeg",
          "image/png",
          "image/webp",
          "video/mp4",
          "video/webm");

  private static final Set<String> TEXT =
      Set.of("text/csv", "text/markdown", "text/plain", "text/x-diff", "text/x-log");

  private SafeMediaType() {}

  /** What {@code declared} is declared as. */
  static String of(String declared) {
    String type = declared.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    if (TEXT.contains(type)) {
      return type + ";charset=utf-8";
    }
    return BINARY.contains(type) ? type : BYTES;
  }
}
