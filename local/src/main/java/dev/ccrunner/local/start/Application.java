package dev.ccrunner.local.start;

import dev.ccrunner.gateway.GatewayApplication;
import dev.ccrunner.worker.WorkerApplication;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** The two programs this installation consists of. */
public enum Application {
  GATEWAY(GatewayApplication.class, GatewayApplication::application, List.of()),
  /**
   * A worker waits for others nearly all its time. The second compiler would take cores and memory
   * from the runs, for speed that nothing uses.
   */
  WORKER(
      WorkerApplication.class, WorkerApplication::application, List.of("-XX:TieredStopAtLevel=1"));

  /** Heaps grow on demand; small ones, because a machine may have several of these. */
  private static final List<String> FLAGS =
      List.of(
          "-Xms64m",
          "-Xmx384m",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** Spring takes the names of such a source as it takes those of the environment. */
  private static final String ENVIRONMENT_LIKE = "dotEnv-systemEnvironment";

  private final Class<?> mainClass;
  private final Supplier<SpringApplicationBuilder> builder;
  private final List<String> ownFlags;

  Application(
      Class<?> mainClass, Supplier<SpringApplicationBuilder> builder, List<String> ownFlags) {
    this.mainClass = mainClass;
    this.builder = builder;
    this.ownFlags = ownFlags;
  }

  /** What its JVM is started with in a process of its own, without class path and main class. */
  public List<String> jvmFlags() {
    return Stream.concat(FLAGS.stream(), ownFlags.stream()).toList();
  }

  /** For a process of its own. */
  public String mainClass() {
    return mainClass.getName();
  }

  /**
   * Starts it in this process.
   *
   * @param settings by Spring's names; they win over everything else
   * @param environment by the names of the environment, for all other settings
   */
  public ConfigurableApplicationContext start(
      Map<String, String> settings, Map<String, String> environment) {
    var arguments =
        settings.entrySet().stream()
            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    return builder
        .get()
        .main(mainClass)
        // Who started it also stops it, in the right order.
        .registerShutdownHook(false)
        .initializers(context ->
            context
                .getEnvironment()
                .getPropertySources()
                .addFirst(
                    new SystemEnvironmentPropertySource(
                        ENVIRONMENT_LIKE, Map.<String, Object>copyOf(environment))))
        .run(arguments);
  }
}
