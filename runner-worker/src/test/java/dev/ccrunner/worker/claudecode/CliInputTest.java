package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import java.time.Duration;
import java.util.List;
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
  void aMessageWithCommandsOrMentionsIsNotClientComposed() {
    var uuid = UUID.randomUUID();
    var words = List.<CliBlock>of(new CliBlock.Words("/clear"));

    assertThat(CliInput.userMessage(uuid, words, new RunInput(List.of(), true, false)))
        .contains("\"text\":\"/clear\"")
        .doesNotContain("client_composed");
    assertThat(CliInput.userMessage(uuid, words, new RunInput(List.of(), true, true)))
        .contains("\"text\":\"/clear\"")
        .doesNotContain("client_composed");
    // Mentions alone: a line break in front makes a command a text.
    assertThat(CliInput.userMessage(uuid, words, new RunInput(List.of(), false, true)))
        .contains("\"text\":\"\\n/clear\"")
        .doesNotContain("client_composed");
  }

  @Test
  void aMessageShowsImagesAndDocuments() {
    var blocks =
        List.<CliBlock>of(
            new CliBlock.Words("look"),
            new CliBlock.Picture("image/png", new byte[] {1, 2, 3}),
            new CliBlock.Pdf(new byte[] {4}, "A"),
            new CliBlock.Paper("plain", null));

    assertThat(CliInput.userMessage(UUID.randomUUID(), blocks, RunInput.PLAIN))
        .contains(
            "[{\"type\":\"text\",\"text\":\"look\"},"
                + "{\"type\":\"image\",\"source\":{\"type\":\"base64\","
                + "\"media_type\":\"image/png\",\"data\":\"AQID\"}},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"base64\","
                + "\"media_type\":\"application/pdf\",\"data\":\"BA==\"},\"title\":\"A\"},"
                + "{\"type\":\"document\",\"source\":{\"type\":\"text\","
                + "\"media_type\":\"text/plain\",\"data\":\"plain\"}}]")
        .contains("\"client_composed\":true");
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
