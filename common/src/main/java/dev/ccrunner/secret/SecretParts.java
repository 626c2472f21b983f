package dev.ccrunner.secret;

import java.util.Map;
import java.util.TreeMap;

/**
 * The secret parts of a secret in clear, by name: one called {@link #VALUE} for most kinds. It
 * exists where it was sent in and where it is used, for as short as possible, and prints as names
 * only.
 */
public record SecretParts(Map<String, String> byName) {
  /** The only part of a secret that is one text. */
  public static final String VALUE = "value";

  /** The key of an account at a provider that speaks the Messages API. */
  public static final String API_KEY = "api_key";

  public SecretParts {
    byName = Map.copyOf(byName);
  }

  /** A secret that is one text. */
  public static SecretParts of(String value) {
    return new SecretParts(Map.of(VALUE, value));
  }

  /** The part of that name, which has to be there. */
  public String get(String name) {
    String part = byName.get(name);
    if (part == null) {
      throw new IllegalStateException("Expected a part named %s, found %s".formatted(name, this));
    }
    return part;
  }

  /** The shortest part's characters that are no line breaks. */
  public int shortest() {
    return byName.values().stream()
        .mapToInt(part -> (int) part.chars().filter(c -> c != '\n' && c != '\r').count())
        .min()
        .orElse(0);
  }

  /** Without the values. */
  @Override
  public String toString() {
    return "SecretParts" + new TreeMap<>(byName).keySet();
  }
}
