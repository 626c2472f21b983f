package dev.ccrunner.infra.fault;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * For fault tests only.
 *
 * @param haltAt the process ends at once, as by {@code kill -9}, when it comes to one of these
 *     points, for example {@code claimed}; empty: never
 */
@ConfigurationProperties("ccr.faults")
public record FaultSettings(@DefaultValue Set<FaultPoint> haltAt) {
  public FaultSettings {
    haltAt = Set.copyOf(haltAt);
  }
}
