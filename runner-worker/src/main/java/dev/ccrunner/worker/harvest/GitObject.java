package dev.ccrunner.worker.harvest;

import java.util.regex.Pattern;

/** The name of an object in a repository: 40 hexadecimal digits, or 64 where it uses SHA-256. */
record GitObject(String hex) {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final int SHA_256 = 64;

  GitObject {
    if (!SHAPE.matcher(hex).matches()) {
      throw new IllegalArgumentException("Expected the name of a git object, found " + hex);
    }
  }

  boolean sha256() {
    return hex.length() == SHA_256;
  }

  @Override
  public String toString() {
    return hex;
  }
}
