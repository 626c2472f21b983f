package dev.ccrunner.local.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.secret.KeyFile;
import dev.ccrunner.local.Launched;
import dev.ccrunner.local.settings.DataPlace;
import dev.ccrunner.testkit.RealClaude;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateSecretsKeyTest {
  @TempDir private Path folder;

  @Test
  void addsAKeyWhileNothingRuns() throws Exception {
    var file = Files.createDirectories(folder.resolve("data")).resolve("secrets-keys");
    KeyFile.createIfMissing(file, new SecureRandom());

    var launched = ccr(Map.of(), "rotate-secrets-key", "--data", "data");

    assertThat(launched.output()).contains("Added version 2").contains("--no-new-key");
    assertThat(launched.exitCode()).isZero();
    assertThat(KeyFile.versions(file)).containsExactly(1, 2);
    assertThat(ccr(Map.of(), "rotate-secrets-key", "--data", "data", "--no-new-key").output())
        .contains("The newest key is version 2");
    assertThat(KeyFile.versions(file)).containsExactly(1, 2);
  }

  @Test
  void saysWhereTheKeysAreThatItDoesNotKeep() throws Exception {
    var elsewhere = ccr(Map.of("CCR_SECRETS_KEYS", "1:x"), "rotate-secrets-key", "--data", "data");
    var nowhere = ccr(Map.of(), "rotate-secrets-key", "--data", "data");

    assertThat(elsewhere.exitCode()).isEqualTo(1);
    assertThat(elsewhere.output()).contains("docs/secrets.md");
    assertThat(nowhere.exitCode()).isEqualTo(1);
    assertThat(nowhere.output()).contains("secrets-keys").contains("found no such file");
  }

  @Test
  @Tag("slow")
  void rotatesTheKeyOfARunningService() throws Exception {
    var environment = Map.of("CCR_CLAUDE_BIN", RealClaude.binary().toString());
    int port = freePort();
    var data = new DataPlace(folder.resolve("data"));
    try {
      var up =
          ccr(environment, "up", "--detach", "--port", Integer.toString(port), "--data", "data");
      assertThat(up.exitCode()).as(up.output()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.secretsKeys())))
          .isEqualTo("rw-------");
      keepASecret(port, Files.readString(data.apiKey()).strip());

      var rotated = ccr(Map.of(), "rotate-secrets-key", "--data", "data");

      assertThat(rotated.exitCode()).as(rotated.output()).isZero();
      assertThat(rotated.output())
          .contains("All secrets are sealed with version 2")
          .contains("older versions (1) may be removed");
    } finally {
      var _ = ccr(Map.of(), "down", "--data", "data");
    }
  }

  private static void keepASecret(int port, String key) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/secrets"))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"name\":\"n\",\"kind\":\"mcp\",\"value\":\"a-value\"}"));
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
  }

  private Launched ccr(Map<String, String> environment, String... arguments) throws Exception {
    return Launched.run(folder, environment, arguments);
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
