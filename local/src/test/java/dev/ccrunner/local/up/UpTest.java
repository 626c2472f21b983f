package dev.ccrunner.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.local.Launched;
import dev.ccrunner.local.settings.DataPlace;
import dev.ccrunner.testkit.RealClaude;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The whole of local mode, as a newcomer meets it, with the real Claude Code. */
@Tag("slow")
class UpTest {

  private static final String POISON = "sk-ant-poison-0123456789";

  /** What people who use Claude Code themselves have around. */
  private static final Map<String, String> AMBIENT =
      Map.of(
          "ANTHROPIC_API_KEY", POISON,
          "ANTHROPIC_AUTH_TOKEN", POISON,
          "ANTHROPIC_BASE_URL", "http://127.0.0.1:9/" + POISON,
          "CLAUDE_CODE_OAUTH_TOKEN", POISON,
          "CLAUDE_CONFIG_DIR", "/" + POISON);

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  private DataPlace data() {
    return new DataPlace(folder.resolve("data"));
  }

  @AfterEach
  void stop() throws Exception {
    var _ = Launched.run(folder, Map.of(), "down", "--data", data().root().toString());
    http.close();
  }

  private Launched up(int port, Map<String, String> settings) throws Exception {
    var environment = new HashMap<>(AMBIENT);
    environment.put("CCR_CLAUDE_BIN", RealClaude.binary().toString());
    environment.putAll(settings);
    return Launched.run(
        folder, environment, "up", "--detach", "--port", Integer.toString(port), "--data", "data");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private JsonNode call(int port, String path, String body) throws Exception {
    var key = Files.readString(data().apiKey()).strip();
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Authorization", "Bearer " + key)
            .header("Prefer", "wait=60");
    if (!body.isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body());
  }

  private JsonNode run(int port) throws Exception {
    return call(port, "/v1/runs", "{\"prompt\":\"Say hello\",\"permission_mode\":\"acceptEdits\"}");
  }

  @Test
  void carriesOutRunsAndKeepsThemOverARestart() throws Exception {
    var port = freePort();

    var first = up(port, Map.of());

    assertThat(first.output())
        .contains("is ready")
        .contains("DEMO MODEL")
        .contains("http://127.0.0.1:" + port);
    assertThat(first.exitCode()).isZero();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().apiKey())))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().root())))
        .isEqualTo("rwx------");
    var run = run(port);
    assertThat(run.path("status").asString()).isEqualTo("succeeded");
    assertThat(call(port, "/v1/workers", "").path("data").get(0).path("model").asString())
        .isEqualTo("demo");

    assertThat(up(port, Map.of()).output()).contains("already runs").contains("./ccr down");
    var down = Launched.run(folder, Map.of(), "down", "--data", "data");
    assertThat(down.output()).contains("Stopped");
    assertThat(down.exitCode()).isZero();
    assertThat(leftRunning()).isEmpty();

    assertThat(up(port, Map.of()).exitCode()).isZero();
    assertThat(call(port, "/v1/runs/" + run.path("id").asString(), "").path("status").asString())
        .isEqualTo("succeeded");
  }

  @Test
  void neitherReadsNorPassesOnAmbientKeysAndSignIns() throws Exception {
    try (var model = DemoModel.start(DemoModelOptions.forTests())) {
      var port = freePort();
      var up =
          up(
              port,
              Map.of(
                  "CCR_MODEL_BASE_URL",
                  model.baseUrl().toString(),
                  "CCR_ANTHROPIC_API_KEY",
                  "our-own-key"));
      assertThat(up.output()).contains(model.baseUrl().toString()).doesNotContain("our-own-key");

      var run = run(port);

      assertThat(run.path("status").asString()).isEqualTo("succeeded");
      assertThat(model.requests()).isNotEmpty();
      assertThat(model.requests().toString()).doesNotContain(POISON);
      // What the run's own commands see is looked at by the end-to-end tests; here, the rest.
      assertThat(environmentsOf(processes()))
          .hasSizeGreaterThan(3)
          .noneMatch(text -> text.contains(POISON));
      assertThat(logs()).doesNotContain(POISON).doesNotContain("our-own-key");
    }
  }

  /** Of the background process, its services and their watchdogs. */
  private List<ProcessHandle> processes() {
    var root = Instance.running(data()).flatMap(Instance::process).orElseThrow();
    return Stream.concat(Stream.of(root), root.descendants()).toList();
  }

  private static List<String> environmentsOf(List<ProcessHandle> processes) {
    var found = new ArrayList<String>();
    for (var process : processes) {
      try {
        var file = Path.of("/proc", Long.toString(process.pid()), "environ");
        found.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      } catch (IOException _) {
        // Ended meanwhile, or somebody else's; or no /proc here.
      }
    }
    return found;
  }

  private String logs() throws IOException {
    try (var files = Files.list(data().logs())) {
      var all = new StringBuilder();
      for (var file : files.toList()) {
        all.append(Files.readString(file));
      }
      return all.toString();
    }
  }

  private List<String> leftRunning() {
    var place = data().root().toString();
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(place + "/"))
        .toList();
  }
}
