package dev.ccrunner.gateway.health;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.ccrunner.infra.kafka.KafkaReachability;
import dev.ccrunner.infra.redis.RedisAvailability;
import java.sql.Connection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks PostgreSQL, Redis and Kafka at once whether they are there. Only PostgreSQL is needed:
 * without the others runs are accepted and kept, and start or stream later.
 */
@Component
class ReadinessChecks {
  private static final Logger log = LoggerFactory.getLogger(ReadinessChecks.class);
  private static final String ONLY = "readiness";

  private final DataSource postgres;
  private final RedisAvailability redis;
  private final KafkaReachability kafka;
  private final HealthSettings settings;

  /** Also makes one look out of many questions at the same time. */
  private final LoadingCache<String, Readiness> latest;

  ReadinessChecks(
      DataSource postgres,
      RedisAvailability redis,
      KafkaReachability kafka,
      HealthSettings settings) {
    this.postgres = postgres;
    this.redis = redis;
    this.kafka = kafka;
    this.settings = settings;
    this.latest = Caffeine.newBuilder().expireAfterWrite(settings.cacheTtl()).build(_ -> lookNow());
  }

  Readiness look() {
    return latest.get(ONLY);
  }

  private Readiness lookNow() {
    var postgresIsUp = check("PostgreSQL", this::postgresAnswers);
    var redisIsUp = check("Redis", redis::available);
    var kafkaIsUp = check("Kafka", () -> kafka.answersWithin(settings.timeout()));
    return Readiness.of(postgresIsUp.join(), redisIsUp.join(), kafkaIsUp.join());
  }

  private boolean postgresAnswers() throws Exception {
    try (Connection connection = postgres.getConnection()) {
      return connection.isValid(Math.max(1, (int) settings.timeout().toSeconds()));
    }
  }

  /** A client's own timeout may be longer than ours, so it is not waited for. */
  private CompletableFuture<Boolean> check(String name, Callable<Boolean> question) {
    var answer = new CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .name("readiness-" + name)
        .start(() -> {
          try {
            answer.complete(question.call());
          } catch (Exception e) {
            log.debug("{} does not answer", name, e);
            answer.complete(false);
          }
        });
    return answer.completeOnTimeout(false, settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
  }
}
