package dev.ccrunner.worker.harvest;

/**
 * What {@code git diff --raw} says of one file, without its name.
 *
 * @param status {@code A}, {@code D}, {@code M}, {@code R}, {@code T}
 */
record RawChange(String oldMode, String newMode, String oldObject, String newObject, char status) {
  /** Reads {@code :100644 100644 SHA SHA M}, or {@code … R087}. */
  static RawChange of(String text) {
    var words = text.substring(1).split(" ", -1);
    if (text.charAt(0) != ':' || words.length != 5) {
      throw new IllegalArgumentException("Expected a line of git diff --raw, found " + text);
    }
    return new RawChange(words[0], words[1], words[2], words[3], words[4].charAt(0));
  }
}
