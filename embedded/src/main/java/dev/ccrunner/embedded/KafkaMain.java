package dev.ccrunner.embedded;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;

/**
 * The main class of the child: formats an empty storage, then becomes {@code kafka.Kafka}. In one
 * JVM, because starting a second one only to format would double the time of a first start. The two
 * entry points of Kafka used here are those its own scripts use; everything else of the server is
 * internal and changes between versions.
 */
final class KafkaMain {

  private KafkaMain() {}

  /** Expects the properties file and the file that marks a formatted storage. */
  static void main(String[] args) throws Exception {
    var properties = args[0];
    var formatted = Path.of(args[1]);
    if (!Files.exists(formatted)) {
      format(properties);
      Files.createFile(formatted);
    }
    call("kafka.Kafka", "main", properties);
  }

  private static void format(String properties) throws Exception {
    // Kafka's own main would exit the JVM. What it prints is no news to anybody.
    var tool =
        Class.forName("kafka.tools.StorageTool")
            .getMethod("execute", String[].class, java.io.PrintStream.class);
    var arguments =
        new String[] {
          "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", properties
        };
    var code = (int) tool.invoke(null, arguments, System.out);
    if (code != 0) {
      throw new IllegalStateException(
          "Kafka's storage could not be formatted (exit code " + code + ")");
    }
  }

  private static void call(String type, String method, String... arguments) throws Exception {
    try {
      Class.forName(type).getMethod(method, String[].class).invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }
}
