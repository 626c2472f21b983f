package dev.ccrunner.infra.secret;

import dev.ccrunner.secret.SecretKind;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** Secrets' two texts: what they are used for, in clear, and their parts, to be sealed. */
final class SecretJson {
  /** Sealed values have a length that is a multiple of this, so it tells little of theirs. */
  private static final int BLOCK = 64;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();
  private static final TypeReference<Map<String, String>> PARTS = new TypeReference<>() {};

  private SecretJson() {}

  static String purpose(SecretUse use) {
    return MAPPER.writeValueAsString(use);
  }

  static SecretUse use(SecretKind kind, String purpose) {
    return MAPPER.readValue(purpose, kind.use());
  }

  static byte[] clear(SecretParts parts) {
    byte[] json = MAPPER.writeValueAsBytes(parts.byName());
    byte[] padded = Arrays.copyOf(json, (json.length + BLOCK - 1) / BLOCK * BLOCK);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    Arrays.fill(json, (byte) 0);
    return padded;
  }

  static SecretParts parts(byte[] clear) {
    return new SecretParts(MAPPER.readValue(clear, PARTS));
  }
}
