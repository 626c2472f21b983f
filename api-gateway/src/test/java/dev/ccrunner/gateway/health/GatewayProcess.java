package dev.ccrunner.gateway.health;

import dev.ccrunner.gateway.GatewayApplication;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, which can be told to stop as an orchestrator does. */
final class GatewayProcess implements AutoCloseable {
  private final Process process;
  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private GatewayProcess(Process process, URI url) {
    this.process = process;
    this.url = url;
  }

  static GatewayProcess launch(TestDatabase database, Path log) throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            GatewayApplication.class.getName(),
            "--server.port=" + port,
            "--management.server.port=0",
            "--spring.datasource.url=" + database.jdbcUrl(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password(),
            "--spring.data.redis.url=" + TestServices.redis().uri(),
            "--spring.kafka.bootstrap-servers=" + TestServices.kafka().bootstrapServers(),
            "--ccr.bootstrap.api-key=" + TestGateway.KEY);
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C.UTF-8");
    var process = builder.redirectOutput(log.toFile()).start();
    return new GatewayProcess(process, URI.create("http://127.0.0.1:" + port));
  }

  HttpClient http() {
    return http;
  }

  int port() {
    return url.getPort();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(url.resolve(path))
        .timeout(Duration.ofSeconds(70))
        .header("Authorization", "Bearer " + TestGateway.KEY);
  }

  /** 0: nobody listens. */
  int status(String path) throws InterruptedException {
    try {
      return http.send(request(path).build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException _) {
      return 0;
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** What it ended with, if it ended within so many seconds; -1: it still runs. */
  int exitCodeWithin(int seconds) throws InterruptedException {
    return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
