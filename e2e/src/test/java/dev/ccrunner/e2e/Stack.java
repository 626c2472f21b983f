package dev.ccrunner.e2e;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.gateway.GatewayApplication;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import dev.ccrunner.worker.WorkerApplication;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One gateway and one worker in this process, as local mode has them, on a database of their own.
 */
final class Stack implements AutoCloseable {
  private static final String PROVIDER_KEY = "provider-key-that-no-run-may-see";

  private static final String OWNER_PASSWORD = "a password of the owner 4711";

  private static final String SECRETS_KEY =
      Base64.getEncoder().encodeToString(new SecureRandom().generateSeed(32));

  private final ApiKey apiKey = ApiKey.generate(new SecureRandom());
  private final TestDatabase database = TestServices.postgres().newDatabase();
  private final DemoModel model;
  private final List<String> services;
  private final Path folder;
  private final Path claude;
  private final List<String> workerSettings;
  private ConfigurableApplicationContext gateway;
  private ConfigurableApplicationContext worker;

  private Stack(Path folder, Path claude, @Nullable Path script, List<String> workerSettings)
      throws Exception {
    this.folder = folder;
    this.claude = claude;
    this.workerSettings = List.copyOf(workerSettings);
    this.model =
        DemoModel.start(
            DemoModelOptions.forTests().withRequiredApiKey(PROVIDER_KEY).withScriptFile(script));
    this.services = services(database, folder);
    this.gateway = startGateway();
    this.worker = startWorker();
  }

  /** Everything, with {@code claude} as Claude Code. */
  static Stack start(Path folder, Path claude) throws Exception {
    return new Stack(folder, claude, null, List.of());
  }

  /** The same with a model that answers by that script, and a worker with settings of its own. */
  static Stack start(Path folder, Path claude, Path script, String... workerSettings)
      throws Exception {
    return new Stack(folder, claude, script, List.of(workerSettings));
  }

  /** Stops gateway and worker and starts new ones on the same data. */
  void restart() {
    worker.close();
    gateway.close();
    gateway = startGateway();
    worker = startWorker();
  }

  ApiClient client() {
    return new ApiClient(url(), apiKey.reveal());
  }

  /** Where the gateway is. */
  URI url() {
    String port = gateway.getEnvironment().getRequiredProperty("local.server.port");
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What the worker has on its disk. */
  Path workerData() {
    return folder.resolve("worker");
  }

  String providerKey() {
    return PROVIDER_KEY;
  }

  /** What secrets are sealed with. */
  String secretsKey() {
    return SECRETS_KEY;
  }

  /** With which {@code owner@localhost} signs in. */
  String ownerPassword() {
    return OWNER_PASSWORD;
  }

  String apiKey() {
    return apiKey.reveal();
  }

  TestDatabase database() {
    return database;
  }

  DemoModel model() {
    return model;
  }

  @Override
  public void close() {
    worker.close();
    gateway.close();
    model.close();
  }

  private ConfigurableApplicationContext startGateway() {
    return GatewayApplication.application()
        .run(
            with(
                "--server.port=0",
                "--management.server.port=-1",
                "--ccr.admin.password=" + OWNER_PASSWORD,
                "--ccr.bootstrap.api-key=" + apiKey.reveal()));
  }

  private ConfigurableApplicationContext startWorker() {
    var own =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--ccr.worker.data=" + workerData(),
                "--ccr.worker.claude-bin=" + claude,
                "--ccr.worker.model=demo",
                "--ccr.worker.broker.model-base-url=" + model.baseUrl(),
                "--ccr.worker.broker.api-key=" + PROVIDER_KEY));
    own.addAll(workerSettings);
    return WorkerApplication.application().run(with(own.toArray(String[]::new)));
  }

  private String[] with(String... own) {
    var all = new ArrayList<>(services);
    all.add("--ccr.blobs.directory=" + folder.resolve("blobs"));
    all.addAll(List.of(own));
    return all.toArray(String[]::new);
  }

  private static List<String> services(TestDatabase database, Path folder) {
    var redis = TestServices.redis().endpoint();
    return List.of(
        "--spring.datasource.url=" + database.jdbcUrl(),
        "--spring.datasource.username=" + database.username(),
        "--spring.datasource.password=" + database.password(),
        "--spring.kafka.bootstrap-servers=" + TestServices.kafka().bootstrapServers(),
        "--spring.data.redis.host=" + redis.host(),
        "--spring.data.redis.port=" + redis.port(),
        "--spring.data.redis.password=" + redis.password(),
        "--ccr.secrets.keys=1:" + SECRETS_KEY,
        "--ccr.blobs.directory=" + folder.resolve("blobs"));
  }
}
