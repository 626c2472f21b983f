package dev.ccrunner.gateway.secrets;

import static java.util.Objects.requireNonNull;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.secret.KeyFile;
import dev.ccrunner.infra.secret.Opening;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.team.TeamId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One installation that keeps secrets, for all tests of them: started once, gone with the JVM. Its
 * team is everybody's, so names of secrets differ.
 */
abstract class SecretKeeping {
  static final String VALUE = "hunter2-that-nobody-may-see";
  static final AtomicInteger NAMES = new AtomicInteger();
  static final Path KEYS = newKeys();
  static final TestGateway GATEWAY =
      TestGateway.start(
          Map.of(
              "ccr.secrets.key-file", KEYS.toString(),
              "ccr.secrets.limits.rewrap-every", "100ms",
              "ccr.secrets.limits.provider-hosts", "llm.corp"));

  final ApiClient api = GATEWAY.client();

  private static Path newKeys() {
    try {
      var folder = Files.createTempDirectory("secrets");
      var keys = folder.resolve("secrets-keys");
      KeyFile.createIfMissing(keys, new SecureRandom());
      keys.toFile().deleteOnExit();
      folder.toFile().deleteOnExit();
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ApiResponse patch(ApiClient client, String path, String body) {
    return client.send("PATCH", path, "application/json", body);
  }

  static String env(String name, String value) {
    return "{\"name\":\"%s\",\"kind\":\"env\",\"env_name\":\"TOKEN\",\"value\":\"%s\"}"
        .formatted(name, value);
  }

  static String provider(String name, String fields) {
    return "{\"name\":\"%s\",\"kind\":\"provider\",\"provider\":{%s}}".formatted(name, fields);
  }

  static JdbcTemplate jdbc() {
    return GATEWAY.bean(JdbcTemplate.class);
  }

  static TeamId team(ApiResponse secret) {
    return new TeamId(
        requireNonNull(
            jdbc()
                .queryForObject(
                    "select team_id from secret where id = ?", UUID.class, id(secret).value())));
  }

  static SecretId id(ApiResponse secret) {
    return SecretId.parse(secret.text("/id")).orElseThrow();
  }

  /** As a worker gets it. */
  static String value(ApiResponse secret) {
    return GATEWAY.bean(Vault.class).open(team(secret), id(secret))
            instanceof Opening.Opened(var _, var parts)
        ? parts.get(SecretParts.VALUE)
        : "it does not open";
  }
}
