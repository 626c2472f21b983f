package dev.ccrunner.gateway.secrets;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What teams may keep.
 *
 * @param maxPerTeam how many secrets a team may have
 * @param maxValue the largest value, as UTF-8; below the 128 KiB that Linux allows for one variable
 * @param maxDescription characters of a description
 * @param maxHosts how many hosts a git secret may name
 * @param providerHosts hosts that a provider's base_url may name although it is not https, or not a
 *     public name; all others have to be both, so that no team can send the workers to a neighbour
 * @param rewrapEvery how often secrets are looked for that an older version of the key wraps
 */
@Validated
@ConfigurationProperties("ccr.secrets.limits")
record SecretLimits(
    @Min(0) @DefaultValue("500") int maxPerTeam,
    @NotNull @DefaultValue("32KB") DataSize maxValue,
    @Min(0) @DefaultValue("500") int maxDescription,
    @Min(1) @DefaultValue("20") int maxHosts,
    @DefaultValue List<String> providerHosts,
    @NotNull @DurationMin(millis = 100) @DefaultValue("10s") Duration rewrapEvery) {

  SecretLimits {
    providerHosts = List.copyOf(providerHosts);
    if (maxValue.toBytes() < 1 || maxValue.toBytes() > 120 * 1024) {
      throw new IllegalArgumentException(
          "ccr.secrets.limits.max-value: expected 1B to 120KB, found " + maxValue);
    }
  }
}
