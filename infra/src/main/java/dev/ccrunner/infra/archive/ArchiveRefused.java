package dev.ccrunner.infra.archive;

import java.io.IOException;

/**
 * An archive is broken, larger than allowed, or reaches out of its directory. What was unpacked
 * until then is still there.
 */
public final class ArchiveRefused extends IOException {
  private ArchiveRefused(String message) {
    super(message);
  }

  /** Something is wrong with one entry. */
  static ArchiveRefused entry(String name, String expected, String found) {
    return new ArchiveRefused(
        "Entry '%s': expected %s, found %s.".formatted(shown(name), expected, found));
  }

  /** Something is wrong with the archive as a whole. */
  static ArchiveRefused whole(String expected, String found) {
    return new ArchiveRefused("The archive: expected %s, found %s.".formatted(expected, found));
  }

  /** The library that reads it gave up. */
  static ArchiveRefused broken(String where, Exception why) {
    if (why instanceof ArchiveRefused refused) {
      return refused;
    }
    for (Throwable cause = why.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof ArchiveRefused refused) {
        return refused;
      }
    }
    var refused =
        where.isEmpty()
            ? whole("a whole archive", "a broken one (%s)".formatted(words(why)))
            : entry(where, "its whole content", "a broken one (%s)".formatted(words(why)));
    refused.initCause(why);
    return refused;
  }

  private static String words(Exception why) {
    var message = why.getMessage();
    return shown(message == null ? why.getClass().getSimpleName() : message);
  }

  /** Of an archive's names nothing is certain, not even that they can be printed. */
  private static String shown(String text) {
    var shown = new StringBuilder();
    text.codePoints()
        .limit(120)
        .forEach(c -> {
          int type = Character.getType(c);
          boolean strange =
              type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
          shown.append(strange ? "\\u%04x".formatted(c) : Character.toString(c));
        });
    return shown.toString();
  }
}
