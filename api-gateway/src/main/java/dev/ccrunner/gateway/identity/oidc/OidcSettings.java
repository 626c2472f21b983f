package dev.ccrunner.gateway.identity.oidc;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Sign-in by identity providers of one's own.
 *
 * @param providers by their ids, which are in the addresses: small letters, digits and hyphens
 * @param signInLifetime how long somebody may take at the provider
 * @param clockSkew by how much the provider's clock may differ from ours
 * @param connectTimeout how long a connection to a provider may take
 * @param readTimeout and then how long an answer may take, to its last byte
 * @param callsAtOnce how many requests may wait for one provider at once; the others are answered
 *     503
 * @param callWait after having waited so long for their turn
 * @param maxAnswer the largest answer of a provider that is read
 * @param metadataTtl how long is believed what a provider says about itself; its keys are asked for
 *     anew at the latest then, and at once when it signs with one that is not known
 * @param retryAfter a provider that did not answer is left alone for so long
 */
@Validated
@ConfigurationProperties("ccr.oidc")
record OidcSettings(
    @NotNull @DefaultValue Map<String, @Valid ProviderSettings> providers,
    @NotNull @DurationMin(seconds = 30) @DurationMax(hours = 1) @DefaultValue("10m")
        Duration signInLifetime,
    @NotNull @DurationMin(millis = 0) @DurationMax(minutes = 5) @DefaultValue("60s")
        Duration clockSkew,
    @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 1) @DefaultValue("3s")
        Duration connectTimeout,
    @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 1) @DefaultValue("5s")
        Duration readTimeout,
    @Min(1) @Max(1000) @DefaultValue("16") int callsAtOnce,
    @NotNull @DurationMin(millis = 0) @DurationMax(minutes = 1) @DefaultValue("2s")
        Duration callWait,
    @NotNull @DefaultValue("1MB") DataSize maxAnswer,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("1h") Duration metadataTtl,
    @NotNull @DurationMin(millis = 1) @DefaultValue("5s") Duration retryAfter) {
  private static final String ID = "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?";

  OidcSettings {
    providers = Collections.unmodifiableMap(new TreeMap<>(providers));
    var byIssuer = new HashMap<String, String>();
    providers.forEach((id, provider) -> {
      if (!id.matches(ID)) {
        throw new IllegalArgumentException(
            ("Expected the id of a provider to be 1 to 40 small letters, digits and hyphens, found"
                    + " ccr.oidc.providers.%s")
                .formatted(id));
      }
      String other = byIssuer.put(provider.issuer(), id);
      if (other != null) {
        // Identities and memberships are told apart by their issuer.
        throw new IllegalArgumentException(
            "Expected each provider to have an issuer of its own, found %s for %s and %s"
                .formatted(provider.issuer(), other, id));
      }
    });
  }
}
