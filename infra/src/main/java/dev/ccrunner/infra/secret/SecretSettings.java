package dev.ccrunner.infra.secret;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys that secrets are sealed with. Gateways and workers need the same ones; without any,
 * everything but secrets works.
 *
 * @param keyFile a file with a line {@code version:key} for each key, 32 bytes in base64, readable
 *     by nobody but its owner; read again when it changes
 * @param keys the same without a file, separated by commas; not both
 * @param sealWith the version that new secrets are sealed with; none: the highest. For the time in
 *     which not every process has the highest one yet
 * @param maskFrom a value with fewer characters is not masked in what runs put out: it would be
 *     found everywhere
 * @param maxPerRun how many secrets a run may name
 * @param hintFrom a value with at least so many characters is shown by its last four
 */
@ConfigurationProperties("ccr.secrets")
public record SecretSettings(
    @Nullable Path keyFile,
    @DefaultValue("") String keys,
    @Nullable Integer sealWith,
    @DefaultValue("8") int maskFrom,
    @DefaultValue("50") int maxPerRun,
    @DefaultValue("24") int hintFrom) {

  public SecretSettings {
    if (keyFile != null && !keys.isBlank()) {
      throw new IllegalArgumentException(
          "Expected ccr.secrets.key-file or ccr.secrets.keys, found both");
    }
    if (maskFrom < 4) {
      throw new IllegalArgumentException(
          "ccr.secrets.mask-from: expected at least 4, found " + maskFrom);
    }
    if (hintFrom < 12) {
      throw new IllegalArgumentException(
          "ccr.secrets.hint-from: expected at least 12, found " + hintFrom);
    }
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "SecretSettings[keyFile=%s, keys=%s, sealWith=%s]"
        .formatted(keyFile, keys.isBlank() ? "none" : "given", sealWith);
  }
}
