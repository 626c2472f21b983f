package dev.ccrunner.embedded;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Kafka 4.2 in KRaft mode, one node, share groups on: a JVM of its own on this JVM's class path.
 *
 * <p>It listens on loopback without a password: other users of the machine can read and write its
 * topics. That is why nothing but ids may be in them, and why whoever hears a bell asks PostgreSQL
 * whether it is true.
 */
public final class EmbeddedKafka extends EmbeddedService {

  private static final int PROBE_TIMEOUT_MILLIS = 1_000;

  EmbeddedKafka(EmbeddedOptions options, DataFolder data) {
    super(Service.KAFKA, options, data, StopSignal.TERMINATE, Duration.ofSeconds(10));
  }

  /** Only Kafka. */
  public static EmbeddedKafka start(EmbeddedOptions options) {
    return startAlone(options, EmbeddedKafka::new);
  }

  public KafkaEndpoint endpoint() {
    return new KafkaEndpoint("127.0.0.1:" + port(), port(), pid());
  }

  @Override
  List<String> prepare(int port) throws IOException {
    requireLibrary();
    var logs = folder().resolve("data");
    var formatted = folder().resolve("formatted");
    if (!Files.exists(formatted)) {
      TemporaryFolders.delete(logs);
    }
    var controllerPort = Ports.choose(0, folder().resolve("controller-port"), "Kafka's controller");
    var properties = folder().resolve("server.properties");
    var logback = folder().resolve("logback.xml");
    Secret.write(properties, KafkaSettings.render(port, controllerPort, logs));
    Secret.write(logback, KafkaSettings.renderLogback(folder().resolve("kafka.log")));

    var arguments = folder().resolve("java.args");
    Secret.write(
        arguments,
        List.of(
                "-Xms32m",
                "-Xmx192m",
                "-XX:+UseSerialGC",
                // One compiler is enough for this load, starts sooner and takes less memory.
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Dlogback.configurationFile=" + logback,
                "-Duser.timezone=UTC",
                "-cp",
                classPath(),
                KafkaMain.class.getName(),
                properties.toString(),
                formatted.toString())
            .stream()
            .map(EmbeddedKafka::quoted)
            .collect(Collectors.joining("\n", "", "\n")));
    // A file, because class paths can be longer than command lines may be.
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + arguments);
  }

  private static void requireLibrary() {
    var kafka = EmbeddedKafka.class.getClassLoader().getResource("kafka/Kafka.class");
    if (kafka == null) {
      throw new EmbeddedStartFailed(
          "The library kafka_2.13 is missing from the class path. Rebuild the program.");
    }
    if (kafka.toString().startsWith("jar:nested:")) {
      throw new EmbeddedStartFailed(
          "Kafka cannot be started from within a packed jar. Start the program from its unpacked lib folder.");
    }
  }

  /** Absolute, because the child runs in a folder of its own. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String quoted(String argument) {
    return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The broker opens its port once it has joined its own quorum and may serve. */
  @Override
  boolean isReady(long pid) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port()), PROBE_TIMEOUT_MILLIS);
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
