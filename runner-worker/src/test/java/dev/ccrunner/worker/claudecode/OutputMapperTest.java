package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ccrunner.event.EventType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the recordings do not show. */
class OutputMapperTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final OutputMapper mapper = new OutputMapper(EventLimits.DEFAULTS);

  @ParameterizedTest
  @ValueSource(
      strings = {"", "not json", "[1,2]", "\"text\"", "null", "{\"a\":1} and more", "{\"a\":"})
  void keepsLinesThatAreNoObjectAsText(String line) {
    var data = only(mapper.map(line), EventType.RAW);

    assertThat(data.path("text").asString()).isEqualTo(line);
  }

  @Test
  void keepsLinesNestedTooDeepAsText() {
    String line = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);

    assertThat(only(mapper.map(line), EventType.RAW).path("text").asString()).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"from_the_future\",\"x\":1.10}",
        "{\"type\":\"system\",\"subtype\":\"from_the_future\"}",
        "{\"no_type\":true}",
        "{\"type\":\"assistant\",\"message\":{\"content\":[]}}",
        "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"new_block\",\"x\":1}]}}",
        "{\"type\":\"user\"}",
        "{\"type\":\"attachment\",\"attachment\":{\"type\":\"todo\"}}",
        "{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"allowed\"}}"
      })
  void keepsObjectsItDoesNotKnowAsTheyAre(String line) {
    assertThat(mapper.map(line))
        .containsExactly(new CliMessage.Emit(EventType.RAW, "{\"json\":" + line + "}"));
  }

  @Test
  void aKnownBlockBesideAnUnknownOneIsNotLost() {
    var messages =
        mapper.map(
            "{\"type\":\"assistant\",\"message\":{\"id\":\"m\",\"content\":"
                + "[{\"type\":\"text\",\"text\":\"hi\"},{\"type\":\"new_block\"}]}}");

    assertThat(messages)
        .extracting(message -> ((CliMessage.Emit) message).type())
        .containsExactly(EventType.AGENT_MESSAGE, EventType.RAW);
  }

  @Test
  void aReplayedMessageIsAPersonsOwn() {
    var data =
        only(
            mapper.map(
                "{\"type\":\"user\",\"isReplay\":true,\"uuid\":\"u\",\"message\":{\"role\":\"user\","
                    + "\"content\":[{\"type\":\"text\",\"text\":\"do it\"}]}}"),
            EventType.USER_MESSAGE);

    assertThat(data.path("text").asString()).isEqualTo("do it");
    assertThat(data.path("synthetic").asBoolean()).isFalse();
  }

  @Test
  void wordsThatWereNotReplayedAreSynthetic() {
    var data =
        only(
            mapper.map("{\"type\":\"user\",\"message\":{\"content\":\"[Request interrupted]\"}}"),
            EventType.USER_MESSAGE);

    assertThat(data.path("synthetic").asBoolean()).isTrue();
  }

  @Test
  void redactedThoughtsAreThoughtsWithoutText() {
    var data =
        only(
            mapper.map(
                "{\"type\":\"assistant\",\"message\":{\"content\":"
                    + "[{\"type\":\"redacted_thinking\",\"data\":\"AAAA\"}]}}"),
            EventType.AGENT_THINKING);

    assertThat(data.path("text").asString()).isEmpty();
    assertThat(data.path("redacted").asBoolean()).isTrue();
  }

  @Test
  void aCompactionSaysWhyAndHowMuch() {
    var data =
        only(
            mapper.map(
                "{\"type\":\"system\",\"subtype\":\"compact_boundary\",\"compact_metadata\":"
                    + "{\"trigger\":\"auto\",\"pre_tokens\":190000}}"),
            EventType.CONTEXT_COMPACTED);

    assertThat(data.path("trigger").asString()).isEqualTo("auto");
    assertThat(data.path("pre_tokens").asInt()).isEqualTo(190000);
  }

  @Test
  void anAccountLimitSaysWhenItEnds() {
    var data =
        only(
            mapper.map(
                "{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"rejected\","
                    + "\"resetsAt\":1795368437,\"rateLimitType\":\"five_hour\"}}"),
            EventType.LIMIT_HIT);

    assertThat(data.path("resets_at").asString()).isEqualTo("2026-11-22T17:27:17Z");
    assertThat(data.path("limit").asString()).isEqualTo("five_hour");
  }

  @Test
  void aMcpServerThatFailsLaterIsReportedOnce() {
    String init =
        "{\"type\":\"system\",\"subtype\":\"init\",\"mcp_servers\":"
            + "[{\"name\":\"db\",\"status\":\"%s\"}]}";
    mapper.map(init.formatted("connected"));

    var failed = mapper.map(init.formatted("failed"));
    var again = mapper.map(init.formatted("failed"));

    assertThat(failed.getLast())
        .isEqualTo(
            new CliMessage.Emit(
                EventType.MCP_STATUS,
                "{\"name\":\"db\",\"status\":\"failed\",\"previous_status\":\"connected\"}"));
    assertThat(again).hasSize(2).last().isInstanceOf(CliMessage.Ignored.class);
  }

  @Test
  void controlMessagesGoToTheCaller() {
    assertThat(mapper.map("{\"type\":\"control_cancel_request\",\"request_id\":\"r\"}"))
        .containsExactly(new CliMessage.ControlRequestCancelled("r"));
    assertThat(
            mapper.map(
                "{\"type\":\"control_response\",\"response\":{\"subtype\":\"error\","
                    + "\"request_id\":\"r\",\"error\":\"unsupported\"}}"))
        .containsExactly(new CliMessage.ControlResponse("r", "unsupported", "{}"));
  }

  @Test
  void cutsALongTextAndKeepsItsNeighbours() {
    String file = "é".repeat(200_000);
    var data =
        only(
            mapper.map(
                "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"tool_use\","
                    + "\"id\":\"t\",\"name\":\"Write\",\"input\":{\"file_path\":\"a\",\"content\":\""
                    + file
                    + "\"}}]}}"),
            EventType.AGENT_TOOL_USE);

    JsonNode content = data.path("input").path("content");
    assertThat(data.path("input").path("file_path").asString()).isEqualTo("a");
    assertThat(content.path("head").asString()).isEqualTo("é".repeat(32 << 10));
    assertThat(content.path("truncated_bytes").asInt()).isEqualTo(400_000 - (64 << 10));
  }

  @Test
  void cutsAStructureOfManySmallValues() {
    String many = "\"0123456789\",".repeat(200_000) + "\"end\"";
    var data =
        only(mapper.map("{\"type\":\"from_the_future\",\"list\":[" + many + "]}"), EventType.RAW);

    assertThat(data.path("json").path("list").path("head").asString())
        .startsWith("[\"0123456789\"");
    assertThat(data.toString()).hasSizeLessThan(100_000);
  }

  @Test
  void anEventIsTheSameTextAfterItWasBytes() {
    var message =
        (CliMessage.Emit)
            mapper
                .map(
                    "{\"type\":\"assistant\",\"message\":{\"content\":[{\"type\":\"text\","
                        + "\"text\":\"half \\ud83d of 😀 \\u0000\"}]}}")
                .getFirst();
    String data = message.dataJson();

    assertThat(new String(data.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(data);
    assertThat(JSON.readTree(data).path("text").asString()).isEqualTo("half \ufffd of 😀 \u0000");
    assertThat(data).doesNotContain("\n");
  }

  /**
   * Measured in allocated bytes and not in time, so that a busy machine cannot fail it. Four times
   * the length costs four times as much; sixteen times would be quadratic.
   */
  @ParameterizedTest
  @ValueSource(strings = {"line of the file\\n", "\",\"a\",\""})
  void aLineOfManyMegabytesCostsNoMoreThanItsLength(String part) {
    String small = "{\"x\":[\"" + part.repeat((2 << 20) / part.length()) + "\"]}";
    String large = "{\"x\":[\"" + part.repeat((8 << 20) / part.length()) + "\"]}";
    allocatedBy(small);

    assertThat((double) allocatedBy(large) / allocatedBy(small)).isLessThan(7);
  }

  @Test
  void doesNotKeepTheWholeFileOfAnEdit() {
    var messages = mapper.map(edit(5 << 20));

    assertThat(messages).hasSize(2);
    JsonNode result = JSON.readTree(((CliMessage.Emit) messages.getFirst()).dataJson());
    JsonNode change = JSON.readTree(((CliMessage.Emit) messages.getLast()).dataJson());
    assertThat(result.path("structured").has("originalFile")).isFalse();
    assertThat(result.path("structured").path("newString").asString()).isEqualTo("new");
    assertThat(change.path("kind").asString()).isEqualTo("update");
    assertThat(change.path("patch")).hasSize(1);
  }

  private static String edit(int fileBytes) {
    return "{\"type\":\"user\",\"message\":{\"content\":[{\"type\":\"tool_result\","
        + "\"tool_use_id\":\"t\",\"content\":\"ok\"}]},\"tool_use_result\":{\"filePath\":\"/f\","
        + "\"newString\":\"new\",\"structuredPatch\":[{\"lines\":[\"-a\",\"+b\"]}],"
        + "\"originalFile\":\""
        + "line of the file\\n".repeat(fileBytes / 18)
        + "\"}}";
  }

  private long allocatedBy(String line) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    mapper.map(line);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static JsonNode only(List<CliMessage> messages, EventType type) {
    assertThat(messages).hasSize(1);
    var emit = (CliMessage.Emit) messages.getFirst();
    assertThat(emit.type()).isEqualTo(type);
    return JSON.readTree(emit.dataJson());
  }
}
