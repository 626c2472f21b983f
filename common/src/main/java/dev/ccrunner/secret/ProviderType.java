package dev.ccrunner.secret;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whose interface an account at a model provider speaks. */
public enum ProviderType {
  /** The Messages API with an API key of its maker. */
  ANTHROPIC,
  /** Anything else that speaks the Messages API: a company's own gateway. */
  GATEWAY,
  /** Amazon Bedrock. Kept and checked; this version cannot use it yet. */
  BEDROCK,
  /** Google Vertex AI. Kept and checked; this version cannot use it yet. */
  VERTEX;

  /** The name in the API and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that name, or empty when there is none. */
  public static Optional<ProviderType> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(wireName)).findFirst();
  }

  /** All names. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(ProviderType::wireName).toList();
  }
}
