package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.EventType;
import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.masking.SecretMask.Named;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MaskedOutputTest {
  private static final String SECRET = "correct-horse-battery";
  private static final SecretMask MASK = SecretMask.of(List.of(new Named("horse", SECRET)), 8);
  private final OutputMapper mapper = new OutputMapper(EventLimits.DEFAULTS, MASK);

  @Test
  void masksLinesThatAreNoJsonAndLinesThatNobodyKnows() {
    assertThat(mapper.map("TOKEN=" + SECRET))
        .containsExactly(new CliMessage.Emit(EventType.RAW, "{\"text\":\"TOKEN=[secret:horse]\"}"));
    assertThat(mapper.map("{\"type\":\"new\",\"x\":{\"" + SECRET + "\":[\"" + SECRET + "\"]}}"))
        .singleElement()
        .satisfies(message -> assertThat(message.toString()).doesNotContain(SECRET));
  }

  @Test
  void masksTheResultBeforeItIsJudged() {
    var messages =
        mapper.map(
            """
            {"type":"result","subtype":"success","is_error":true,"result":"it is %s",
            "structured_output":{"k":"%s"},"errors":["no %s"],"terminal_reason":"api_error",
            "permission_denials":[{"tool_input":{"command":"%s"}}]}\
            """
                .formatted(SECRET, SECRET, SECRET, SECRET));

    assertThat(messages.toString()).contains("it is [secret:horse]").doesNotContain(SECRET);
  }

  @Test
  void masksBeforeItCutsSoThatNoHalfOfAValueIsLeft() {
    var small = new OutputMapper(new EventLimits(1 << 20, 64, 1 << 10, 32, 64), MASK);
    String text = "x".repeat(20) + SECRET + "y".repeat(60);

    assertThat(small.map("{\"type\":\"new\",\"text\":\"" + text + "\"}").toString())
        .contains("x".repeat(20) + "[secret:hors")
        .doesNotContain("correct");
  }

  @Test
  void holdsAPieceBackUntilItIsClearWhetherItIsASecret() {
    var said = new ArrayList<String>();
    for (String piece : List.of("It is corr", "ect-horse", "-battery, not corr")) {
      mapper.map(frame(delta(piece))).forEach(message -> said.add(words(message)));
    }

    assertThat(said).containsExactly("It is ", "", "[secret:horse], not ");
    assertThat(mapper.map(frame("{\"type\":\"content_block_stop\",\"index\":0}")))
        .extracting(MaskedOutputTest::words)
        .containsExactly("corr");
  }

  @Test
  void letsGoOfWhatIsLeftBeforeTheWholeBlockComes() {
    mapper.map(frame(delta("only corr")));

    assertThat(
            mapper.map(
                "{\"type\":\"assistant\",\"message\":{\"id\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"only corr\"}]}}"))
        .satisfiesExactly(
            rest -> assertThat(words(rest)).isEqualTo("corr"),
            whole -> assertThat(whole).isInstanceOf(CliMessage.Emit.class));
    assertThat(mapper.map(frame("{\"type\":\"content_block_stop\",\"index\":0}")))
        .singleElement()
        .isInstanceOf(CliMessage.Ignored.class);
  }

  private static String delta(String piece) {
    return "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
        + piece
        + "\"}}";
  }

  private static String frame(String event) {
    return "{\"type\":\"stream_event\",\"api_message_id\":\"m\",\"event\":" + event + "}";
  }

  private static String words(CliMessage message) {
    return message instanceof CliMessage.Delta(var _, var json)
        ? JsonMapper.shared().readTree(json).path("text").asString()
        : "";
  }
}
