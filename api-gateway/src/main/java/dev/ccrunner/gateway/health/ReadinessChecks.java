package dev.ccrunner.gateway.health;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.ccrunner.infra.health.ServiceChecks;
import dev.ccrunner.infra.kafka.KafkaReachability;
import dev.ccrunner.infra.redis.RedisAvailability;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/** What the services answered when they were last asked; asked again when that is too old. */
@Component
class ReadinessChecks {
  private static final String ONLY = "readiness";

  private final Stopping stopping;

  /** Also makes one look out of many questions at the same time. */
  private final LoadingCache<String, Readiness> latest;

  ReadinessChecks(
      DataSource postgres,
      RedisAvailability redis,
      KafkaReachability kafka,
      HealthSettings settings,
      Stopping stopping) {
    var checks = new ServiceChecks(postgres, redis, kafka, settings.timeout());
    this.stopping = stopping;
    this.latest =
        Caffeine.newBuilder()
            .expireAfterWrite(settings.cacheTtl())
            .build(_ -> Readiness.of(checks.look()));
  }

  Readiness look() {
    Readiness seen = latest.get(ONLY);
    return stopping.begun() ? Readiness.unavailable(seen.checks()) : seen;
  }
}
