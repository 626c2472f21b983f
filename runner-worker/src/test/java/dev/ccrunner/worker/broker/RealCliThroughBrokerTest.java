package dev.ccrunner.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.testkit.RealClaude;
import dev.ccrunner.worker.process.CollectedLines;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.SandboxProbe;
import dev.ccrunner.worker.sandbox.SandboxRequest;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path of one model call: the real Claude Code, in the strongest sandbox of this host,
 * over the broker's socket.
 */
@Timeout(120)
class RealCliThroughBrokerTest {

  private static final String KEY = "sk-provider-key-never-inside";

  private static final String TURN =
      """
      event: message_start
      data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5-5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":100,"output_tokens":1}}}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hello from the stand-in."}}

      event: content_block_stop
      data: {"type":"content_block_stop","index":0}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":12}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  @Test
  void answersAPrompt(@TempDir Path data) throws Exception {
    var claude = RealClaude.binary();
    var settings = SandboxSettings.defaults();
    var out = new CollectedLines();
    try (var provider = new ScriptedProvider();
        var processes = new OsChildProcesses(ProcessSettings.defaults());
        var jobRoot = JobRoot.open(data)) {
      provider.answers(ScriptedProvider.stream(TURN));
      var users = RunUsers.open(settings, processes);
      var sandbox = new SandboxProbe(settings, processes, users, jobRoot).strongest();
      try (var broker =
              new ModelBroker(
                  BrokerSettings.defaults(provider.url(), KEY),
                  jobRoot.socketDirectory(),
                  new SimpleMeterRegistry(),
                  Clock.systemUTC());
          var token = broker.issue(new AttemptRef("run_cli", 1), BrokerLimits.none());
          var user = users.lend();
          var directory = jobRoot.create("run_cli", user)) {
        broker.start();
        var host = directory.paths(jobRoot.socketDirectory(), jobRoot.reachable(claude));
        var inside = sandbox.inside(host);
        var environment =
            Map.ofEntries(
                Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin"),
                Map.entry("HOME", inside.home().toString()),
                Map.entry("TMPDIR", inside.temporary().toString()),
                Map.entry("CLAUDE_CONFIG_DIR", inside.home().resolve(".claude").toString()),
                Map.entry("ANTHROPIC_API_KEY", token.value()),
                Map.entry("ANTHROPIC_BASE_URL", "http://localhost"),
                Map.entry(
                    "ANTHROPIC_UNIX_SOCKET",
                    inside.socketDirectory().resolve(ModelBroker.SOCKET).toString()),
                Map.entry("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
                Map.entry("DISABLE_AUTOUPDATER", "1"),
                Map.entry("CLAUDE_CODE_MAX_RETRIES", "2"));
        var argv =
            List.of(
                inside.cliBinary().toString(),
                "-p",
                "--input-format",
                "stream-json",
                "--output-format",
                "stream-json",
                "--verbose",
                "--strict-mcp-config",
                "--permission-mode",
                "acceptEdits");
        var command = sandbox.wrap(new SandboxRequest("run_cli", user, host, argv, environment));

        try (var child = processes.launch(command, out)) {
          child.send(
              "{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":\"hi\"},\"parent_tool_use_id\":null,\"session_id\":\"\"}");
          child.closeInput();
          var exit = child.awaitExit(Duration.ofSeconds(90)).orElseThrow();

          assertThat(exit.code()).as("%s %s", exit.stderrTail(), out.lines()).isZero();
        }
        assertThat(out.lines())
            .anyMatch(line ->
                line.contains("\"type\":\"result\"") && line.contains("Hello from the stand-in."));
        assertThat(out.lines()).noneMatch(line -> line.contains(KEY));
        assertThat(provider.received())
            .isNotEmpty()
            .allMatch(call -> List.of(KEY).equals(call.headers().get("X-api-key")));
        await()
            .untilAsserted(() ->
                assertThat(token.snapshot().total()).isEqualTo(new ModelUsage(100, 12, 0, 0, 0)));
      }
    }
  }
}
