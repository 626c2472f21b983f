package dev.ccrunner.local.up;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.embedded.EmbeddedOptions;
import dev.ccrunner.embedded.EmbeddedServices;
import dev.ccrunner.local.claudecode.ClaudeBinary;
import dev.ccrunner.local.claudecode.ClaudeCodes;
import dev.ccrunner.local.console.CannotContinue;
import dev.ccrunner.local.console.Console;
import dev.ccrunner.local.settings.Context;
import dev.ccrunner.local.start.Application;
import dev.ccrunner.local.start.GatewayClient;
import dev.ccrunner.local.start.ModelChoice;
import dev.ccrunner.local.start.Readiness;
import dev.ccrunner.local.start.Steps;
import dev.ccrunner.local.start.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything in one process: the same gateway, the same worker and the same services as in a
 * cluster, only closer together.
 */
final class LocalMode implements AutoCloseable {

  private static final String WORKER = "local";
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private final Context context;
  private final UpOptions options;
  private final Console console;
  private final Steps steps;

  private LocalMode(
      Context context, UpOptions options, Console console, BooleanSupplier abandoned) {
    this.context = context;
    this.options = options;
    this.console = console;
    this.steps = new Steps(console, abandoned);
  }

  record Running(LocalMode mode, ReadyBlock block) {}

  /** Returns when a run would start at once; or throws, with nothing left running. */
  static Running start(
      Context context, UpOptions options, Console console, BooleanSupplier abandoned)
      throws Exception {
    var mode = new LocalMode(context, options, console, abandoned);
    try {
      return new Running(mode, mode.startAll());
    } catch (Exception e) {
      // Stopping in an orderly way takes waiting, which an interrupt that comes late would cut
      // short.
      var _ = Thread.interrupted();
      try {
        mode.close();
      } catch (RuntimeException stopFailed) {
        e.addSuppressed(stopFailed);
      }
      throw e;
    }
  }

  private ReadyBlock startAll() throws Exception {
    var lock = steps.silently("the data folder's lock", () -> InstanceLock.take(context.data()));
    requireFreePort(options.host(), options.port());
    var claude = new ClaudeCodes(context).obtain(console);
    console.line("• Claude Code %s (%s)".formatted(claude.version(), claude.origin().words()));
    var services = steps.start("PostgreSQL, Kafka, Redis", this::startServices);
    var model = model();
    var wiring = new Wiring(services, context);
    steps.start(
        "Gateway",
        () ->
            Application.GATEWAY.start(
                wiring.gateway(options.host(), options.port()), wiring.environment()));
    steps.start("Worker", () -> startWorker(wiring, claude, model));
    var worker = awaitReady(services);
    lock.announce(options.url());
    return new ReadyBlock(
        URI.create(options.url()),
        context.data(),
        context.settings().get("CCR_ADMIN_EMAIL").orElse("owner@localhost"),
        model.words(),
        worker.sandboxLevel(),
        claude.version());
  }

  private EmbeddedServices startServices() {
    return EmbeddedServices.start(
        EmbeddedOptions.in(context.data().services())
            .closedByCaller()
            .progress(line -> console.line("  " + line)));
  }

  private AutoCloseable startWorker(Wiring wiring, ClaudeBinary claude, ModelChoice model) {
    return Application.WORKER.start(
        wiring.worker(WORKER, options.slots(), claude.path(), model), wiring.environment());
  }

  private ModelChoice model() throws Exception {
    var choice = ModelChoice.of(context.settings());
    if (!choice.demo()) {
      return choice;
    }
    var demo = steps.start("Demo model", () -> DemoModel.start(DemoModelOptions.defaults()));
    return choice.answeredBy(demo.baseUrl());
  }

  private GatewayClient.Worker awaitReady(EmbeddedServices services) throws Exception {
    var readiness = new Readiness(READY_WITHIN);
    var found = new AtomicReference<GatewayClient.@Nullable Worker>();
    try (var gateway = new GatewayClient(URI.create(options.url()))) {
      readiness.await("The gateway", gateway::isReady);
      var key = apiKey();
      readiness.await(
          "The worker",
          () -> {
            gateway.workers(key).stream()
                .filter(worker -> worker.name().equals(WORKER))
                .findFirst() // the newest; one of an earlier life may still be listed
                .ifPresent(found::set);
            return found.get() != null;
          });
    }
    readiness.awaitShareGroup(services.kafka().bootstrapServers(), 1);
    return Objects.requireNonNull(found.get());
  }

  private String apiKey() throws IOException {
    var file = context.data().apiKey();
    if (!Files.isReadable(file)) {
      throw new CannotContinue(
          "Expected the owner's API key in %s, found no such file. Only its hash is kept elsewhere: put the key back, or begin anew with another data folder."
              .formatted(file));
    }
    return Files.readString(file).strip();
  }

  private static void requireFreePort(String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw new CannotContinue(
          "Port %d on %s cannot be listened on (%s). Stop the program that has it, or choose another with --port."
              .formatted(port, host, e.getMessage()),
          e);
    }
  }

  /** Drains the worker, then stops the rest, in the reverse order of the start. */
  @Override
  public void close() {
    steps.close();
  }
}
