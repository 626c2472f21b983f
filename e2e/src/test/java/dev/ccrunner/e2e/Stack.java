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
  private ConfigurableApplicationContext gateway;
  private ConfigurableApplicationContext worker;

  private Stack(Path folder, Path claude) throws Exception {
    this.folder = folder;
    this.claude = claude;
    this.model = DemoModel.start(DemoModelOptions.forTests().withRequiredApiKey(PROVIDER_KEY));
    this.services = services(database);
    this.gateway = startGateway();
    this.worker = startWorker();
  }

  /** Everything, with {@code claude} as Claude Code. */
  static Stack start(Path folder, Path claude) throws Exception {
    return new Stack(folder, claude);
  }

  /** Stops gateway and worker and starts new ones on the same data. */
  void restart() {
    worker.close();
    gateway.close();
    gateway = startGateway();
    worker = startWorker();
  }

  ApiClient client() {
    String port = gateway.getEnvironment().getRequiredProperty("local.server.port");
    return new ApiClient(URI.create("http://127.0.0.1:" + port), apiKey.reveal());
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
    return WorkerApplication.application()
        .run(
            with(
                "--server.port=0",
                "--ccr.worker.data=" + folder.resolve("worker"),
                "--ccr.worker.claude-bin=" + claude,
                "--ccr.worker.model=demo",
                "--ccr.worker.broker.model-base-url=" + model.baseUrl(),
                "--ccr.worker.broker.api-key=" + PROVIDER_KEY));
  }

  private String[] with(String... own) {
    var all = new ArrayList<>(services);
    all.add("--ccr.blobs.directory=" + folder.resolve("blobs"));
    all.addAll(List.of(own));
    return all.toArray(String[]::new);
  }

  private static List<String> services(TestDatabase database) {
    var redis = TestServices.redis().endpoint();
    return List.of(
        "--spring.datasource.url=" + database.jdbcUrl(),
        "--spring.datasource.username=" + database.username(),
        "--spring.datasource.password=" + database.password(),
        "--spring.kafka.bootstrap-servers=" + TestServices.kafka().bootstrapServers(),
        "--spring.data.redis.host=" + redis.host(),
        "--spring.data.redis.port=" + redis.port(),
        "--spring.data.redis.password=" + redis.password(),
        "--ccr.secrets.keys=1:" + SECRETS_KEY);
  }
}
