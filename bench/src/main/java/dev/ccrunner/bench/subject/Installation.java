package dev.ccrunner.bench.subject;

import dev.ccrunner.bench.load.Api;
import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.embedded.EmbeddedOptions;
import dev.ccrunner.embedded.EmbeddedServices;
import dev.ccrunner.gateway.GatewayApplication;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.local.start.Application;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.worker.WorkerApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * Services that keep what they promise (PostgreSQL syncs), a demo model without pauses, and a
 * gateway and workers that come and go as a measurement needs them.
 */
public final class Installation implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  /** As the launcher of local mode has them. */
  private static final List<String> LOCAL_FLAGS =
      List.of(
          "-Xms64m",
          "-Xmx512m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final Duration START_WITHIN = Duration.ofSeconds(120);
  private static final Duration POLL = Duration.ofMillis(50);

  private final Path folder;
  private final EmbeddedServices services;
  private final DemoModel model;
  private final String apiKey = ApiKey.generate(new SecureRandom()).reveal();
  private final Path fakeCli;

  private Installation(Path folder, EmbeddedServices services, DemoModel model) throws IOException {
    this.folder = folder;
    this.services = services;
    this.model = model;
    this.fakeCli = FakeCli.install(folder.resolve("cli"));
  }

  public static Installation start(Path folder, Consumer<String> progress) throws IOException {
    var services =
        EmbeddedServices.start(EmbeddedOptions.in(folder.resolve("services")).progress(progress));
    return new Installation(folder, services, DemoModel.start(DemoModelOptions.forTests()));
  }

  /** A running gateway, and how to talk to it. */
  public record Gateway(Node node, Api api) implements AutoCloseable {
    @Override
    public void close() {
      node.close();
    }
  }

  /** A new gateway that has a database of its own, which must not exist yet. */
  public Gateway startGateway(String database) throws IOException, SQLException {
    createDatabase(database);
    var port = freePort();
    var node =
        new Node(
            new JavaProgram(
                    GatewayApplication.class.getName(),
                    folder.resolve("gateway-" + database),
                    Application.GATEWAY.jvmFlags(),
                    Map.of("SPRING_APPLICATION_JSON", json(settings(database).gateway(port))))
                .start());
    return awaitReady(node, port);
  }

  /** A worker that answers runs of that database; it has carried out a run when this returns. */
  public Node startWorker(Gateway gateway, String database, String name, Path claude)
      throws IOException {
    var home = folder.resolve("worker-" + name);
    var node =
        new Node(
            new JavaProgram(
                    WorkerApplication.class.getName(),
                    home,
                    Application.WORKER.jvmFlags(),
                    Map.of(
                        "SPRING_APPLICATION_JSON",
                        json(settings(database).worker(name, home.resolve("data"), claude))))
                .start());
    awaitFirstRun(node, gateway);
    return node;
  }

  /** Gateway and worker in one process; it has carried out a run when this returns. */
  public Gateway startLocal(String database) throws IOException, SQLException {
    createDatabase(database);
    var port = freePort();
    var home = folder.resolve("local");
    var settings = settings(database);
    var node =
        new Node(
            new JavaProgram(
                    OneProcess.class.getName(),
                    home,
                    LOCAL_FLAGS,
                    Map.of(
                        OneProcess.GATEWAY,
                        json(settings.gateway(port)),
                        OneProcess.WORKER,
                        json(settings.worker("local", home.resolve("data"), fakeCli))))
                .start());
    var gateway = awaitReady(node, port);
    awaitFirstRun(node, gateway);
    return gateway;
  }

  private Gateway awaitReady(Node node, int port) {
    var api = new Api(port, apiKey);
    await("The gateway", node, api::isReady);
    return new Gateway(node, api);
  }

  /** A worker has to join Kafka's share group first, which takes it some seconds. */
  private static void awaitFirstRun(Node node, Gateway gateway) {
    await("A worker", node, () -> gateway.api().succeeds(FakeCli.prompt("{\"text\":\"ready\"}")));
  }

  private static void await(String what, Node node, BooleanSupplier condition) {
    var begun = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (!node.isAlive() || System.nanoTime() - begun > START_WITHIN.toNanos()) {
        throw new IllegalStateException(
            "%s was not ready within %d s, or has ended. See its console.log."
                .formatted(what, START_WITHIN.toSeconds()));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private Settings settings(String database) {
    return new Settings(services, database, model.baseUrl(), apiKey, folder.resolve("blobs"));
  }

  private static String json(Map<String, String> settings) {
    return JSON.writeValueAsString(settings);
  }

  /** To look at, or to write to, what the installation wrote. */
  public Connection connect(String database) throws SQLException {
    var postgres = services.postgres();
    return DriverManager.getConnection(
        postgres.jdbcUrl(database), postgres.username(), postgres.password());
  }

  public void createDatabase(String name) throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
  }

  public EmbeddedServices services() {
    return services;
  }

  public URI model() {
    return model.baseUrl();
  }

  public Path fakeCli() {
    return fakeCli;
  }

  public Path folder() {
    return folder;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    try (services) {
      model.close();
    }
  }
}
