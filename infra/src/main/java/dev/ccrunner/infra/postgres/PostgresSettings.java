package dev.ccrunner.infra.postgres;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this process deals with PostgreSQL.
 *
 * @param standstill after so long PostgreSQL itself ends a transaction whose process does nothing.
 *     A worker or gateway that stands still in the middle of one would otherwise keep its rows
 *     locked, and nobody could take over its runs. Shorter than a lease
 */
@ConfigurationProperties("ccr.postgres")
public record PostgresSettings(@DefaultValue("5s") Duration standstill) {
  public PostgresSettings {
    if (!standstill.isPositive()) {
      throw new IllegalArgumentException(
          "ccr.postgres.standstill: expected more than 0, found " + standstill);
    }
  }
}
