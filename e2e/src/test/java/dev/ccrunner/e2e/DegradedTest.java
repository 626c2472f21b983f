package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.e2e.ApiClient.Event;
import dev.ccrunner.embedded.EmbeddedOptions;
import dev.ccrunner.embedded.EmbeddedServices;
import dev.ccrunner.embedded.Service;
import dev.ccrunner.gateway.GatewayApplication;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.worker.WorkerApplication;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A gateway and a worker whose services come and go. They are started while all three are away, and
 * never again: whatever happens, they recover by themselves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DegradedTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(20);
  private static final String TOPIC = "runs.dispatch";

  @TempDir static Path folder;

  private final ApiKey key = ApiKey.generate(new SecureRandom());
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> beforeTheStart = new ArrayList<>();
  private EmbeddedServices services;
  private String bootstrapServers;
  private int redisPort;
  private String redisPassword;
  private DemoModel model;
  private ConfigurableApplicationContext gateway;
  private ConfigurableApplicationContext worker;
  private URI gatewayUrl;
  private URI workerUrl;
  private ApiClient client;

  @BeforeAll
  void startBeforeTheServices() throws Exception {
    // Durable: PostgreSQL is killed, and must know afterwards what it has confirmed.
    services = EmbeddedServices.start(EmbeddedOptions.temporary());
    model = DemoModel.start(DemoModelOptions.forTests());
    bootstrapServers = services.kafka().bootstrapServers();
    redisPort = services.redis().port();
    redisPassword = services.redis().password();
    var connections =
        List.of(
            "--spring.datasource.url=" + services.postgres().jdbcUrl(),
            "--spring.datasource.username=" + services.postgres().username(),
            "--spring.datasource.password=" + services.postgres().password(),
            "--spring.kafka.bootstrap-servers=" + bootstrapServers,
            "--spring.data.redis.url=" + services.redis().uri(),
            "--ccr.lease.ttl=" + LEASE.toSeconds() + "s",
            "--ccr.lease.renew-every=1s",
            "--ccr.lease.margin=2s");
    List.of(Service.values()).forEach(services::stop);
    gatewayUrl = URI.create("http://127.0.0.1:" + freePort());
    workerUrl = URI.create("http://127.0.0.1:" + freePort());

    var startedWorker = inBackground(() -> startWorker(connections));
    await().atMost(SOON).until(() -> answers(workerUrl));
    look(workerUrl, "/actuator/health/liveness");
    look(workerUrl, "/actuator/health/readiness");
    var startedGateway = inBackground(() -> startGateway(connections));
    await().atMost(SOON).until(() -> answers(gatewayUrl));
    look(gatewayUrl, "/livez");
    look(gatewayUrl, "/readyz");
    look(gatewayUrl, "/v1/runs");

    services.start(Service.POSTGRES);
    gateway = startedGateway.get(180, TimeUnit.SECONDS);
    worker = startedWorker.get(180, TimeUnit.SECONDS);
    client = new ApiClient(gatewayUrl, key.reveal());
    look(gatewayUrl, "/readyz");
    look(workerUrl, "/actuator/health/readiness");
    services.start(Service.KAFKA);
    services.start(Service.REDIS);
  }

  @AfterAll
  void stop() {
    worker.close();
    gateway.close();
    model.close();
    services.close();
  }

  @Test
  void waitsForItsServicesInAnyOrderAndBeginsByItself() throws Exception {
    assertThat(beforeTheStart)
        .satisfiesExactly(
            liveness -> assertThat(liveness).startsWith("200").contains("UP"),
            readiness -> assertThat(readiness).startsWith("503").contains("\"postgres\":\"down\""),
            live -> assertThat(live).isEqualTo("200 {\"status\":\"ok\"}"),
            ready -> assertThat(ready).startsWith("503").contains("\"postgres\":\"down\""),
            runs ->
                assertThat(runs).startsWith("503").contains("\"code\":\"unavailable\"", "/v1/runs"),
            degraded ->
                assertThat(degraded)
                    .startsWith("200")
                    .contains("degraded", "\"postgres\":\"up\"", "\"kafka\":\"down\""),
            idle ->
                assertThat(idle)
                    .startsWith("503")
                    .contains("\"postgres\":\"up\"", "\"kafka\":\"down\"", "\"redis\":\"down\""));

    carriesOutARun();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> assertThat(get(gatewayUrl, "/readyz").body()).contains("\"status\":\"ready\""));
    assertThat(get(workerUrl, "/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  @Test
  void makesTheTopicAgainWhenSomebodyDeletesIt() throws Exception {
    carriesOutARun();

    deleteTopic();

    carriesOutARun();
    carriesOutARun();
  }

  @Test
  void ringsAgainForARunWhoseBellWentWithTheTopic() throws Exception {
    var blocking = client.submit(FakeCli.prompt("{\"sleep_ms\":3000}"), "default");
    await().atMost(SOON).until(() -> status(blocking).equals("running"));
    // The worker has one slot, so this bell is still in the topic.
    var run = client.submit(FakeCli.prompt("{\"text\":\"found\"}"), "default");

    deleteTopic();

    awaitSuccess(run);
  }

  @Test
  void acceptsRunsWhileKafkaIsAwayAndCarriesThemOutWhenItReturns() throws Exception {
    services.stop(Service.KAFKA);
    var run = client.submit(FakeCli.prompt("{\"text\":\"later\"}"), "default");
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(get(gatewayUrl, "/readyz").body())
                .contains("\"status\":\"degraded\"", "\"kafka\":\"down\""));
    assertThat(get(workerUrl, "/actuator/health/readiness").statusCode()).isEqualTo(503);
    assertThat(get(workerUrl, "/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(status(run)).isEqualTo("queued");

    services.start(Service.KAFKA);

    awaitSuccess(run);
  }

  @Test
  void ridesOutARestartOfPostgres() throws Exception {
    var running =
        client.submit(
            FakeCli.prompt("{\"text\":\"survived\",\"events\":80,\"delay_ms\":100}"), "default");
    await().atMost(SOON).until(() -> status(running).equals("running"));
    var waiting = client.submit(FakeCli.prompt("{\"text\":\"kept\"}"), "default");

    services.kill(Service.POSTGRES);

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(get(gatewayUrl, "/readyz").body())
                .contains("\"status\":\"unavailable\"", "\"postgres\":\"down\""));
    long asked = System.nanoTime();
    var refused = get(gatewayUrl, "/v1/runs/" + running);
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.body()).contains("\"code\":\"unavailable\"", "\"retryable\":true");
    assertThat(get(gatewayUrl, "/livez").statusCode()).isEqualTo(200);
    assertThat(get(workerUrl, "/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(get(workerUrl, "/actuator/health/readiness").body())
        .contains("\"postgres\":\"down\"");

    services.start(Service.POSTGRES);

    awaitSuccess(running);
    assertThat(client.get("/v1/runs/" + running).at("/attempt").asInt()).isEqualTo(1);
    assertNumberedWithoutHoles(running);
    awaitSuccess(waiting);
  }

  @Test
  void endsWhatRunsBeforeItsLeaseDoesWhenPostgresStaysAway() throws Exception {
    var run = client.submit(FakeCli.prompt("{\"sleep_ms\":600000}"), "default");
    await().atMost(SOON).until(() -> status(run).equals("running"));
    assertThat(Processes.of(run)).isNotEmpty();

    services.kill(Service.POSTGRES);
    await().atMost(LEASE).until(() -> Processes.of(run).isEmpty());
    services.start(Service.POSTGRES);

    await().atMost(SOON).until(() -> status(run).equals("failed"));
    var log = streamed(run);
    assertGapless(log);
    assertThat(log.getLast().data()).contains("worker_lost");
    carriesOutARun();
  }

  @Test
  void carriesOnWithoutRedisAndCancelsByTheRenewal() throws Exception {
    var talking =
        client.submit(
            FakeCli.prompt("{\"text\":\"all told\",\"events\":20,\"delay_ms\":100}"), "default");
    await().atMost(SOON).until(() -> status(talking).equals("running"));

    services.stop(Service.REDIS);

    awaitSuccess(talking);
    assertNumberedWithoutHoles(talking);
    var silent =
        client.submit(FakeCli.prompt("{\"sleep_ms\":600000,\"ignore_term\":true}"), "default");
    await().atMost(SOON).until(() -> status(silent).equals("running"));
    post("/v1/runs/" + silent + "/cancel");
    await().atMost(SOON).until(() -> status(silent).equals("cancelled"));

    services.start(Service.REDIS);
    await()
        .atMost(SOON)
        .until(() -> get(gatewayUrl, "/readyz").body().contains("\"redis\":\"up\""));
    carriesOutARun();
  }

  @Test
  void losesNothingWhenRedisForgetsEverythingInTheMiddleOfARun() throws Exception {
    var run =
        client.submit(
            FakeCli.prompt("{\"text\":\"all told\",\"events\":30,\"delay_ms\":100}"), "default");
    var stream = inBackground(() -> streamed(run));
    await().atMost(SOON).until(() -> status(run).equals("running"));

    flushRedis();

    awaitSuccess(run);
    assertThat(stream.get(60, TimeUnit.SECONDS)).isEqualTo(streamed(run));
    assertNumberedWithoutHoles(run);
  }

  /** Each in a thread of its own: the common pool of a small machine has one. */
  private static <T> CompletableFuture<T> inBackground(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Thread::startVirtualThread);
  }

  private void carriesOutARun() throws Exception {
    awaitSuccess(client.submit(FakeCli.prompt("{\"text\":\"done\"}"), "default"));
  }

  private void awaitSuccess(String run) {
    await().atMost(SOON).until(() -> status(run).equals("succeeded"));
  }

  /** Without an answer, as while PostgreSQL comes back: none. */
  private String status(String run) throws IOException, InterruptedException {
    var answer = get(gatewayUrl, "/v1/runs/" + run);
    return answer.statusCode() == 200
        ? answer.body().replaceAll("(?s).*?\"status\":\"(\\w+)\".*", "$1")
        : "";
  }

  private void assertNumberedWithoutHoles(String run) {
    var log = streamed(run);
    assertGapless(log);
    assertThat(log.getLast().type()).isEqualTo("run.succeeded");
  }

  private List<Event> streamed(String run) {
    try {
      return numbered(client.streamToEnd(run, 0));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void deleteTopic() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.deleteTopics(List.of(TOPIC)).all().get(10, TimeUnit.SECONDS);
    }
  }

  private void flushRedis() throws IOException {
    try (var socket = new Socket("127.0.0.1", redisPort)) {
      var commands = "AUTH %s\r\nFLUSHALL\r\nQUIT\r\n".formatted(redisPassword);
      socket.getOutputStream().write(commands.getBytes(StandardCharsets.UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("+OK\r\n+OK\r\n+OK\r\n");
    }
  }

  private ConfigurableApplicationContext startGateway(List<String> connections) {
    return GatewayApplication.application()
        .run(
            with(
                connections,
                "--server.port=" + gatewayUrl.getPort(),
                "--management.server.port=-1",
                "--ccr.dispatch.ring-again-after=3s",
                "--ccr.dispatch.reap-every=500ms",
                "--ccr.dispatch.topic-every=500ms",
                "--ccr.bootstrap.api-key=" + key.reveal()));
  }

  private ConfigurableApplicationContext startWorker(List<String> connections) {
    try {
      return WorkerApplication.application()
          .run(
              with(
                  connections,
                  "--server.port=" + workerUrl.getPort(),
                  "--springdoc.api-docs.enabled=false",
                  "--ccr.worker.claim.slots=1",
                  "--ccr.worker.data=" + folder.resolve("worker"),
                  "--ccr.worker.claude-bin=" + FakeCli.install(folder.resolve("cli")),
                  "--ccr.worker.broker.model-base-url=" + model.baseUrl()));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String[] with(List<String> connections, String... own) {
    return Stream.concat(connections.stream(), Stream.of(own)).toArray(String[]::new);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private boolean answers(URI url) throws InterruptedException {
    try {
      get(url, "/");
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private void look(URI url, String path) throws Exception {
    var answer = get(url, path);
    beforeTheStart.add(answer.statusCode() + " " + answer.body());
  }

  private HttpResponse<String> get(URI url, String path) throws IOException, InterruptedException {
    return http.send(request(url, path).build(), BodyHandlers.ofString());
  }

  private void post(String path) throws Exception {
    var answer =
        http.send(
            request(gatewayUrl, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isBetween(200, 202);
  }

  private HttpRequest.Builder request(URI url, String path) {
    return HttpRequest.newBuilder(url.resolve(path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + key.reveal());
  }
}
