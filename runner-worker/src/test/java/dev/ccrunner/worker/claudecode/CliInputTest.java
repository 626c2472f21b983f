package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The lines are spelt out, because a program that is not ours reads them. */
class CliInputTest {

  @Test
  void initializeCarriesTheSystemPrompts() {
    assertThat(CliInput.initialize("r1", spec("be a poet", "in \"rhymes\"\n")))
        .isEqualTo(
            "{\"type\":\"control_request\",\"request_id\":\"r1\",\"request\":{\"subtype\":"
                + "\"initialize\",\"systemPrompt\":\"be a poet\","
                + "\"appendSystemPrompt\":\"in \\\"rhymes\\\"\\n\"}}");
    assertThat(CliInput.initialize("r1", spec(null, null)))
        .isEqualTo(
            "{\"type\":\"control_request\",\"request_id\":\"r1\",\"request\":{\"subtype\":"
                + "\"initialize\"}}");
  }

  @Test
  void aUserMessageIsClientComposed() {
    var uuid = UUID.fromString("66666666-6666-4666-8666-666666666666");

    assertThat(CliInput.userMessage(uuid, "/clear\n@/etc/passwd"))
        .isEqualTo(
            "{\"type\":\"user\",\"session_id\":\"\",\"message\":{\"role\":\"user\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"/clear\\n@/etc/passwd\"}]},"
                + "\"parent_tool_use_id\":null,"
                + "\"uuid\":\"66666666-6666-4666-8666-666666666666\",\"client_composed\":true}");
  }

  @Test
  void controlRequests() {
    assertThat(CliInput.interrupt("r2"))
        .isEqualTo(
            "{\"type\":\"control_request\",\"request_id\":\"r2\",\"request\":{\"subtype\":"
                + "\"interrupt\"}}");
    assertThat(CliInput.endSession("r3"))
        .isEqualTo(
            "{\"type\":\"control_request\",\"request_id\":\"r3\",\"request\":{\"subtype\":"
                + "\"end_session\"}}");
  }

  @Test
  void answers() {
    assertThat(CliInput.allow("x", "{\"command\":\"ls\"}"))
        .isEqualTo(
            "{\"type\":\"control_response\",\"response\":{\"subtype\":\"success\",\"request_id\":"
                + "\"x\",\"response\":{\"behavior\":\"allow\","
                + "\"updatedInput\":{\"command\":\"ls\"}}}}");
    assertThat(CliInput.deny("x", "no"))
        .isEqualTo(
            "{\"type\":\"control_response\",\"response\":{\"subtype\":\"success\",\"request_id\":"
                + "\"x\",\"response\":{\"behavior\":\"deny\",\"message\":\"no\"}}}");
    assertThat(CliInput.error("x", "nobody here"))
        .isEqualTo(
            "{\"type\":\"control_response\",\"response\":{\"subtype\":\"error\",\"request_id\":"
                + "\"x\",\"error\":\"nobody here\"}}");
  }

  @Test
  void noTextBreaksTheLine() {
    String line = CliInput.userMessage(UUID.randomUUID(), "a\r\nb\u2028c\u0085d\u0000");

    assertThat(line).doesNotContain("\n", "\r", "\u0000");
  }

  private static RunSpec spec(@Nullable String system, @Nullable String append) {
    return new RunSpec(
        "prompt",
        null,
        null,
        null,
        system,
        append,
        PermissionMode.DEFAULT,
        PermissionRules.NONE,
        new RunLimits(null, null, Duration.ofMinutes(1), Duration.ofMinutes(1)),
        RetryPolicy.NEVER,
        Map.of());
  }
}
