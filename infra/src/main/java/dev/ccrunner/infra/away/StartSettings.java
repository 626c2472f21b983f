package dev.ccrunner.infra.away;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a program starts while PostgreSQL is away.
 *
 * @param retryEvery how often it is looked for
 * @param connectTimeout how long one attempt to reach it may take
 */
@ConfigurationProperties("ccr.start")
record StartSettings(
    @DefaultValue("1s") Duration retryEvery, @DefaultValue("3s") Duration connectTimeout) {

  StartSettings {
    if (!retryEvery.isPositive() || connectTimeout.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "Expected ccr.start.retry-every above 0 and ccr.start.connect-timeout of at least 1s, but found %s and %s"
              .formatted(retryEvery, connectTimeout));
    }
  }
}
