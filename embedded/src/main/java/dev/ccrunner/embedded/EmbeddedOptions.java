package dev.ccrunner.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the services are started.
 *
 * @param dataFolder where everything is kept; null is a temporary folder, deleted at close
 * @param postgresPort 0 is the port of the last start on this folder if it is still free, else any
 *     free one
 * @param kafkaPort likewise
 * @param redisPort likewise
 * @param durable false makes PostgreSQL forget everything if the machine stops; only for temporary
 *     data
 * @param closeAtExit whether a shutdown hook stops the services. Switch it off if your own hook
 *     still needs them (hooks run in no order) and closes them itself. Even then they do not
 *     outlive this JVM for long.
 * @param startTimeout how long each service may take to become ready
 * @param progress told in one line what is being done; called by several threads
 */
public record EmbeddedOptions(
    @Nullable Path dataFolder,
    int postgresPort,
    int kafkaPort,
    int redisPort,
    boolean durable,
    boolean closeAtExit,
    Duration startTimeout,
    Consumer<String> progress) {

  public EmbeddedOptions {
    if (!durable && dataFolder != null) {
      throw new IllegalArgumentException(
          "Expected durable services for the data folder "
              + dataFolder
              + ", found durable=false, which is for temporary data");
    }
  }

  /** Data that survives restarts. */
  public static EmbeddedOptions in(Path dataFolder) {
    return defaults(dataFolder.toAbsolutePath().normalize());
  }

  /** Data that is gone after close. */
  public static EmbeddedOptions temporary() {
    return defaults(null);
  }

  private static EmbeddedOptions defaults(@Nullable Path dataFolder) {
    return new EmbeddedOptions(dataFolder, 0, 0, 0, true, true, Duration.ofSeconds(90), _ -> {});
  }

  public EmbeddedOptions ports(int postgres, int kafka, int redis) {
    return new EmbeddedOptions(
        dataFolder, postgres, kafka, redis, durable, closeAtExit, startTimeout, progress);
  }

  /** No fsync: much faster for tests, and refused for data that is meant to last. */
  public EmbeddedOptions withoutDurability() {
    return new EmbeddedOptions(
        dataFolder, postgresPort, kafkaPort, redisPort, false, closeAtExit, startTimeout, progress);
  }

  public EmbeddedOptions closedByCaller() {
    return new EmbeddedOptions(
        dataFolder, postgresPort, kafkaPort, redisPort, durable, false, startTimeout, progress);
  }

  public EmbeddedOptions startTimeout(Duration timeout) {
    return new EmbeddedOptions(
        dataFolder, postgresPort, kafkaPort, redisPort, durable, closeAtExit, timeout, progress);
  }

  public EmbeddedOptions progress(Consumer<String> listener) {
    return new EmbeddedOptions(
        dataFolder,
        postgresPort,
        kafkaPort,
        redisPort,
        durable,
        closeAtExit,
        startTimeout,
        listener);
  }

  int port(Service service) {
    return switch (service) {
      case POSTGRES -> postgresPort;
      case KAFKA -> kafkaPort;
      case REDIS -> redisPort;
    };
  }
}
