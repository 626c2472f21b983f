package dev.ccrunner.local.cluster;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.embedded.EmbeddedOptions;
import dev.ccrunner.embedded.EmbeddedServices;
import dev.ccrunner.embedded.Ports;
import dev.ccrunner.local.claudecode.ClaudeCodes;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import dev.ccrunner.local.settings.DataPlace;
import dev.ccrunner.local.settings.Settings;
import dev.ccrunner.local.start.Application;
import dev.ccrunner.local.start.GatewayClient;
import dev.ccrunner.local.start.ModelChoice;
import dev.ccrunner.local.start.Readiness;
import dev.ccrunner.local.start.Steps;
import dev.ccrunner.local.start.Wiring;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Embedded services in this process's care, and gateways and workers as processes of their own:
 * what fault and end-to-end tests need, on one machine.
 */
public final class LocalCluster implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofMinutes(5);

  private final ClusterOptions options;
  private final Context context;
  private final Console console;
  private final Steps steps;
  private final List<GatewayNode> gateways = new ArrayList<>();
  private final List<WorkerNode> workers = new ArrayList<>();
  private final EmbeddedServices services;

  private LocalCluster(ClusterOptions options) throws Exception {
    this.options = options;
    var settings = new Settings(options.environment());
    this.context = new Context(options.environment(), new DataPlace(options.data()), settings);
    this.console = telling(options);
    this.steps = new Steps(console);
    context.data().prepare();
    this.services = steps.start("PostgreSQL, Kafka, Redis", this::startServices);
  }

  /** Returns when every part does its work; or throws, with nothing left running. */
  public static LocalCluster start(ClusterOptions options) throws Exception {
    var cluster = new LocalCluster(options);
    try {
      cluster.startNodes();
      return cluster;
    } catch (Exception e) {
      try {
        cluster.close();
      } catch (RuntimeException stopFailed) {
        e.addSuppressed(stopFailed);
      }
      throw e;
    }
  }

  private static Console telling(ClusterOptions options) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Console(nowhere, false) {
      @Override
      public void line(String text) {
        options.progress().accept(text);
      }
    };
  }

  private EmbeddedServices startServices() {
    return EmbeddedServices.start(
        EmbeddedOptions.in(context.data().services())
            .closedByCaller()
            .progress(line -> console.line("  " + line)));
  }

  private void startNodes() throws Exception {
    var claudes =
        options.claudeBins().isEmpty()
            ? List.of(new ClaudeCodes(context).obtain(console).path())
            : options.claudeBins();
    var model = model();
    var wiring = new Wiring(services, context);
    for (var i = 1; i <= options.gateways(); i++) {
      addGateway("gateway-" + i, wiring);
    }
    for (var i = 1; i <= options.workers(); i++) {
      addWorker("worker-" + i, wiring, claudes.get((i - 1) % claudes.size()), model);
    }
    startTogether("Gateways: " + options.gateways(), gateways);
    startTogether("Workers: " + options.workers(), workers);
    new Readiness(READY_WITHIN)
        .awaitShareGroup(services.kafka().bootstrapServers(), options.workers());
  }

  private ModelChoice model() throws Exception {
    var choice = ModelChoice.of(context.settings());
    if (!choice.demo()) {
      return choice;
    }
    var demo = steps.start("Demo model", () -> DemoModel.start(DemoModelOptions.defaults()));
    return choice.answeredBy(demo.baseUrl());
  }

  private void addGateway(String name, Wiring wiring) throws IOException {
    var command = command(Application.GATEWAY, name, wiring);
    Files.createDirectories(command.folder());
    var port = Ports.choose(0, command.folder().resolve("port"), name);
    var settings = new HashMap<>(wiring.gateway("127.0.0.1", port));
    settings.putAll(options.profile().settings());
    settings.putAll(options.gatewaySettings());
    gateways.add(new GatewayNode(name, command, port, settings));
  }

  private void addWorker(String name, Wiring wiring, Path claude, ModelChoice model) {
    var settings = new HashMap<>(wiring.worker(name, options.slots(), claude, model));
    settings.putAll(options.profile().settings());
    settings.putAll(options.workerSettings());
    workers.add(
        new WorkerNode(
            name, command(Application.WORKER, name, wiring), settings, () -> idsOf(name)));
  }

  private NodeCommand command(Application application, String name, Wiring wiring) {
    return new NodeCommand(
        application,
        context.data().root().resolve("nodes").resolve(name),
        context.data().logs().resolve(name + ".log"),
        wiring.environment());
  }

  /** All at once: most of a start is waiting. */
  private void startTogether(String title, List<? extends ClusterNode> nodes) throws Exception {
    for (var node : nodes) {
      steps.silently(node.name(), () -> node);
    }
    console.line("• " + title);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts = nodes.stream().<Callable<Void>>map(LocalCluster::starting).toList();
      for (var start : threads.invokeAll(starts)) {
        start.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static Callable<Void> starting(ClusterNode node) {
    return () -> {
      node.start();
      return null;
    };
  }

  private List<String> idsOf(String name) {
    var alive = gateways.stream().filter(ClusterNode::isRunning).findFirst();
    if (alive.isEmpty()) {
      return List.of();
    }
    try (var client = new GatewayClient(alive.get().url())) {
      return client.workers(apiKey()).stream()
          .filter(worker -> worker.name().equals(name))
          .map(GatewayClient.Worker::id)
          .toList();
    } catch (IOException _) {
      return List.of();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** The owner's key. */
  public String apiKey() {
    try {
      return Files.readString(context.data().apiKey()).strip();
    } catch (IOException e) {
      throw new CannotContinue(
          "Expected the owner's API key in %s, found no such file."
              .formatted(context.data().apiKey()),
          e);
    }
  }

  public List<GatewayNode> gateways() {
    return List.copyOf(gateways);
  }

  public List<WorkerNode> workers() {
    return List.copyOf(workers);
  }

  /** To stop, kill and start them. */
  public EmbeddedServices services() {
    return services;
  }

  /** Everything a test or a script needs to use this cluster; has secrets in it. */
  public Map<String, Object> description() {
    var postgres = services.postgres();
    var redis = services.redis();
    var kafka = services.kafka();
    return Map.of(
        "gateways",
        gateways.stream().map(node -> Map.of("url", node.url(), "pid", node.pid())).toList(),
        "workers",
        workers.stream()
            .map(node -> Map.of("id", node.id(), "name", node.name(), "pid", node.pid()))
            .toList(),
        "services",
        Map.of(
            "postgres",
            Map.of(
                "jdbc_url", postgres.jdbcUrl(),
                "username", postgres.username(),
                "password", postgres.password(),
                "pid", postgres.pid()),
            "kafka",
            Map.of("bootstrap_servers", kafka.bootstrapServers(), "pid", kafka.pid()),
            "redis",
            Map.of("url", redis.uri(), "pid", redis.pid())),
        "api_key",
        apiKey());
  }

  /** Drains the workers, then stops the gateways, then the services. */
  @Override
  public void close() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // Each may take its time to drain; the steps then find them stopped.
      workers.forEach(worker -> threads.execute(worker::stop));
    }
    steps.close();
  }
}
