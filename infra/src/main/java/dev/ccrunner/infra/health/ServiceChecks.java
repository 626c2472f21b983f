package dev.ccrunner.infra.health;

import dev.ccrunner.infra.kafka.KafkaReachability;
import dev.ccrunner.infra.redis.RedisAvailability;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks PostgreSQL, Redis and Kafka at once whether they are there. */
public final class ServiceChecks {
  private static final Logger log = LoggerFactory.getLogger(ServiceChecks.class);

  private final DataSource postgres;
  private final RedisAvailability redis;
  private final KafkaReachability kafka;
  private final Duration timeout;

  /**
   * @param timeout how long each may take to answer
   */
  public ServiceChecks(
      DataSource postgres, RedisAvailability redis, KafkaReachability kafka, Duration timeout) {
    this.postgres = postgres;
    this.redis = redis;
    this.kafka = kafka;
    this.timeout = timeout;
  }

  /** Answers within the timeout, whoever is away. */
  public ServicesSeen look() {
    var postgresIsUp = check("PostgreSQL", this::postgresAnswers);
    var redisIsUp = check("Redis", redis::available);
    var kafkaIsUp = check("Kafka", () -> kafka.answersWithin(timeout));
    return new ServicesSeen(postgresIsUp.join(), redisIsUp.join(), kafkaIsUp.join());
  }

  private boolean postgresAnswers() throws Exception {
    try (Connection connection = postgres.getConnection()) {
      return connection.isValid(Math.max(1, (int) timeout.toSeconds()));
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
    return answer.completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
