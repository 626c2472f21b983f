package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CliCommandTest {
  private static final UUID SESSION = UUID.fromString("11111111-1111-4111-8111-111111111111");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void leavesOutWhatTheRunDoesNotAskFor() {
    var command = CliCommand.of(plain(PermissionMode.DEFAULT), site(false));

    assertThat(command.argv())
        .containsExactly(
            "/usr/bin/claude",
            "-p",
            "--input-format",
            "stream-json",
            "--output-format",
            "stream-json",
            "--verbose",
            "--include-partial-messages",
            "--replay-user-messages",
            "--forward-subagent-text",
            "--strict-mcp-config",
            "--settings={\"disableAllHooks\":true,\"skipWebFetchPreflight\":true,"
                + "\"permissions\":{\"allow\":[],\"ask\":[],\"deny\":[]}}",
            "--session-id=" + SESSION,
            "--session-mirror",
            "--permission-mode=default");
  }

  @Test
  void goesOnWithAConversationAndLeavesItsEarlierCostAlone() {
    var command = CliCommand.of(full(), site(false, true));

    assertThat(command.argv())
        .contains("--resume=" + SESSION, "--session-mirror")
        .noneMatch(word -> word.startsWith("--session-id") || word.startsWith("--max-budget"));
  }

  @Test
  void passesOnEverythingTheRunAsksFor() {
    var command = CliCommand.of(full(), site(false));

    assertThat(command.argv())
        .contains(
            "--permission-mode=acceptEdits",
            "--model=--not-a-flag",
            "--fallback-model=haiku",
            "--effort=high",
            "--max-turns=40",
            "--max-budget-usd=0.0000001");
    assertThat(settings(command).path("permissions").toString())
        .isEqualTo(
            "{\"allow\":[\"Read\",\"Bash(mvn test:*)\"],\"ask\":[\"Edit\"],\"deny\":[\"WebFetch\"]}");
  }

  @Test
  void putsNoPromptWhereOthersCanReadIt() {
    var command = CliCommand.of(full(), site(false));

    assertThat(command.argv()).noneMatch(argument -> argument.contains("SECRET"));
    assertThat(command.env().values()).noneMatch(value -> value.contains("SECRET"));
  }

  @Test
  void givesACompleteEnvironmentThatTheRunCannotOverrule() {
    var command = CliCommand.of(full(), site(false));

    assertThat(command.env())
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("MY_SETTING", "1"),
                Map.entry("HOME", "/home/agent"),
                Map.entry("CLAUDE_CONFIG_DIR", "/home/agent/.claude"),
                Map.entry("PATH", "/usr/bin:/bin"),
                Map.entry("LANG", "C.UTF-8"),
                Map.entry("TMPDIR", "/tmp"),
                Map.entry("CLAUDE_CODE_TMPDIR", "/tmp"),
                Map.entry("XDG_RUNTIME_DIR", "/tmp"),
                Map.entry("ANTHROPIC_API_KEY", "token-of-the-attempt"),
                Map.entry("ANTHROPIC_BASE_URL", "http://localhost"),
                Map.entry("ANTHROPIC_UNIX_SOCKET", "/sock/broker.sock"),
                Map.entry("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
                Map.entry("DISABLE_AUTOUPDATER", "1"),
                Map.entry("CLAUDE_CODE_DISABLE_BACKGROUND_TASKS", "1"),
                Map.entry("CLAUDE_CODE_DISABLE_FILE_MENTIONS", "1"),
                Map.entry("CLAUDE_CODE_MAX_RETRIES", "2"),
                Map.entry("API_TIMEOUT_MS", "120000")));
  }

  @Test
  void claimsASandboxOnlyForRootThatBypassesPermissions() {
    var bypass = plain(PermissionMode.BYPASS_PERMISSIONS);

    assertThat(CliCommand.of(bypass, site(true)).env()).containsEntry("IS_SANDBOX", "1");
    assertThat(CliCommand.of(bypass, site(false)).env()).doesNotContainKey("IS_SANDBOX");
    assertThat(CliCommand.of(plain(PermissionMode.ACCEPT_EDITS), site(true)).env())
        .doesNotContainKey("IS_SANDBOX");
  }

  @Test
  void doesNotPrintTheToken() {
    assertThat(CliCommand.of(full(), site(false)).toString()).doesNotContain("token-of");
    assertThat(site(false).toString()).doesNotContain("token-of");
  }

  private static JsonNode settings(CliCommand command) {
    String prefix = "--settings=";
    String settings =
        command.argv().stream().filter(a -> a.startsWith(prefix)).findFirst().orElseThrow();
    return JSON.readTree(settings.substring(prefix.length()));
  }

  private static CliSite site(boolean asRoot) {
    return site(asRoot, false);
  }

  private static CliSite site(boolean asRoot, boolean resumed) {
    return new CliSite(
        "/usr/bin/claude",
        "/home/agent",
        "/tmp",
        "/usr/bin:/bin",
        "/sock/broker.sock",
        "token-of-the-attempt",
        SESSION,
        resumed,
        resumed,
        asRoot,
        new CliSite.Patience(2, Duration.ofMinutes(2)));
  }

  private static RunSpec plain(PermissionMode mode) {
    return new RunSpec(
        "SECRET",
        null,
        null,
        null,
        null,
        null,
        mode,
        PermissionRules.NONE,
        new RunLimits(null, null, Duration.ofMinutes(45), Duration.ofMinutes(5)),
        RetryPolicy.NEVER,
        Map.of());
  }

  private static RunSpec full() {
    return new RunSpec(
        "SECRET prompt",
        "--not-a-flag",
        "haiku",
        "high",
        "SECRET system",
        "SECRET more",
        PermissionMode.ACCEPT_EDITS,
        new PermissionRules(
            List.of("Read", "Bash(mvn test:*)"), List.of("Edit"), List.of("WebFetch")),
        new RunLimits(
            new BigDecimal("0.0000001"), 40, Duration.ofMinutes(45), Duration.ofMinutes(5)),
        RetryPolicy.NEVER,
        Map.of("MY_SETTING", "1", "ANTHROPIC_BASE_URL", "http://elsewhere"));
  }
}
