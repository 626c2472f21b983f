package dev.ccrunner.infra.blob;

import java.util.regex.Pattern;

/** What a key may look like: names of letters and digits between slashes, a hash at the end. */
final class BlobKey {
  private static final Pattern FORM = Pattern.compile("(?:[A-Za-z0-9_]{1,64}/){1,8}[0-9a-f]{64}");

  private BlobKey() {}

  /** The key itself; whatever has another form could be a path to somewhere else. */
  static String checked(String key) {
    if (!valid(key)) {
      throw new IllegalArgumentException(
          "Expected a key of names and a hash, found '%s'".formatted(key));
    }
    return key;
  }

  static boolean valid(String key) {
    return FORM.matcher(key).matches();
  }

  /** The hash in it. */
  static String hash(String key) {
    return key.substring(key.lastIndexOf('/') + 1);
  }
}
