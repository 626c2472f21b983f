package dev.ccrunner.testkit;

import dev.ccrunner.embedded.EmbeddedKafka;
import dev.ccrunner.embedded.EmbeddedOptions;
import dev.ccrunner.embedded.EmbeddedPostgres;
import dev.ccrunner.embedded.EmbeddedRedis;

/**
 * The real PostgreSQL, Kafka and Redis for all tests of this JVM: each started by the first test
 * that asks for it, and stopped when the JVM exits. Because they are shared, a test takes a
 * database, a topic or keys of its own.
 */
public final class TestServices {

  private TestServices() {}

  /** Without durability: what a test wrote need not survive a power cut. */
  public static TestPostgres postgres() {
    return PostgresHolder.INSTANCE;
  }

  public static TestKafka kafka() {
    return KafkaHolder.INSTANCE;
  }

  public static TestRedis redis() {
    return RedisHolder.INSTANCE;
  }

  private static EmbeddedOptions options() {
    return EmbeddedOptions.temporary().withoutDurability();
  }

  // The JVM itself starts each once, on first use.

  private static final class PostgresHolder {
    static final TestPostgres INSTANCE =
        new TestPostgres(EmbeddedPostgres.start(options()).endpoint());
  }

  private static final class KafkaHolder {
    static final TestKafka INSTANCE = new TestKafka(EmbeddedKafka.start(options()).endpoint());
  }

  private static final class RedisHolder {
    static final TestRedis INSTANCE = new TestRedis(EmbeddedRedis.start(options()).endpoint());
  }
}
