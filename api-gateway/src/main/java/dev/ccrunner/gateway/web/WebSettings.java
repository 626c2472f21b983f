package dev.ccrunner.gateway.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds that hold for every endpoint.
 *
 * @param maxBody the largest JSON body; a larger one is answered 413
 * @param maxDepth how deep a JSON body may be nested
 * @param maxWait the longest {@code Prefer: wait}; who asks for more gets this much
 * @param trustedProxies addresses or ranges such as {@code 10.0.0.0/8} of the proxies in front,
 *     whose {@code X-Forwarded-For} and {@code X-Forwarded-Proto} are believed; of nobody else's
 * @param publicUrl the address by which browsers reach this service, such as {@code
 *     https://runner.example.org}; none: the one they have just used
 */
@Validated
@ConfigurationProperties("ccr.web")
record WebSettings(
    @NotNull @DefaultValue("2MB") DataSize maxBody,
    @Min(1) @Max(1000) @DefaultValue("100") int maxDepth,
    @NotNull @DefaultValue("60s") Duration maxWait,
    @NotNull @DefaultValue List<AddressRange> trustedProxies,
    @Nullable String publicUrl) {
  WebSettings {
    trustedProxies = List.copyOf(trustedProxies);
    publicUrl = publicUrl == null || publicUrl.isBlank() ? null : publicUrl.strip();
    if (publicUrl != null
        && !(publicUrl.matches("https?://[^/?#@\\s]+") && PublicUrl.safe(publicUrl))) {
      throw new IllegalArgumentException(
          "Expected ccr.web.public-url to be https:// and a host (http:// for this machine itself),"
              + " without anything behind, found '%s'".formatted(publicUrl));
    }
  }
}
