package dev.ccrunner.gateway.identity.bootstrap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the owner gets the first key; only read while there is no key at all.
 *
 * @param apiKey the key to use ({@code CCR_BOOTSTRAP_API_KEY}); null: one is generated, and then
 *     there must be a file to write it to, since no key is ever logged
 * @param apiKeyFile where to write the owner's key, readable by its owner only
 */
@ConfigurationProperties("ccr.bootstrap")
record BootstrapSettings(@Nullable String apiKey, @Nullable Path apiKeyFile) {
  @Override
  public String toString() {
    return "BootstrapSettings[apiKey=%s, apiKeyFile=%s]"
        .formatted(apiKey == null ? "none" : "given", apiKeyFile);
  }
}
