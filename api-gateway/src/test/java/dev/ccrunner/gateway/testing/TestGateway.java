package dev.ccrunner.gateway.testing;

import dev.ccrunner.gateway.GatewayApplication;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A gateway on a port of its own, with a database of its own. */
public final class TestGateway implements AutoCloseable {
  /** The owner's key of every gateway started here. */
  public static final String KEY = ApiKey.generate(new SecureRandom()).reveal();

  private static final String SECRETS_KEY = "1:" + Base64.getEncoder().encodeToString(new byte[32]);

  /** A folder in it for each database: gateways that share the one share the other. */
  private static final Path BLOBS = temporary();

  private final ConfigurableApplicationContext context;
  private final TestDatabase database;

  private TestGateway(ConfigurableApplicationContext context, TestDatabase database) {
    this.context = context;
    this.database = database;
  }

  private static final class Shared {
    // It ends with the JVM, whose exit closes Spring's contexts.
    static final TestGateway INSTANCE = start(Map.of("ccr.secrets.keys", SECRETS_KEY));
  }

  /** One for all tests that neither need settings of their own nor break anything. */
  public static TestGateway shared() {
    return Shared.INSTANCE;
  }

  /** Another one, with an empty database. */
  public static TestGateway start(Map<String, String> settings) {
    return start(TestServices.postgres().newDatabase(), settings);
  }

  /** Another one on a database that others may use too. */
  public static TestGateway start(TestDatabase database, Map<String, String> settings) {
    var properties = new HashMap<String, Object>(services(database));
    properties.put("ccr.bootstrap.api-key", KEY);
    properties.put("ccr.blobs.directory", BLOBS.resolve(database.name()).toString());
    properties.putAll(settings);
    var arguments =
        properties.entrySet().stream()
            .filter(entry -> !entry.getValue().equals(""))
            .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
            .toArray(String[]::new);
    return new TestGateway(GatewayApplication.application().run(arguments), database);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("ccr-blobs-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> services(TestDatabase database) {
    return Map.of(
        "server.port", "0",
        "management.server.port", "0",
        "spring.datasource.url", database.jdbcUrl(),
        "spring.datasource.username", database.username(),
        "spring.datasource.password", database.password(),
        "spring.data.redis.url", TestServices.redis().uri(),
        "spring.kafka.bootstrap-servers", TestServices.kafka().bootstrapServers());
  }

  /** A client with the owner's key. */
  public ApiClient client() {
    return ApiClient.of(port(), KEY);
  }

  public int port() {
    var server = ((WebServerApplicationContext) context).getWebServer();
    return Objects.requireNonNull(server, "the gateway is not running").getPort();
  }

  public TestDatabase database() {
    return database;
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }
}
