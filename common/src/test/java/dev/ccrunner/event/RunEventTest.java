package dev.ccrunner.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunEventTest {
  private static final RunId RUN =
      new RunId(UUID.fromString("0190f3a2-7c41-7abc-8def-0123456789ab"));
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123456Z");

  @Test
  void putsTheEnvelopeOfTheContractAroundTheData() {
    var event = RunEvent.of(RUN, 12, 1, EventType.AGENT_TOOL_USE, AT, "{\"name\":\"Bash\"}");

    assertThat(event.json())
        .isEqualTo(
            "{\"seq\":12,\"type\":\"agent.tool_use\",\"run_id\":\"%s\",\"attempt\":1,\"at\":\"2026-03-01T12:00:00.123Z\",\"data\":{\"name\":\"Bash\"}}"
                .formatted(RUN));
  }

  @Test
  void keepsSignsOfFormatsInTheDataAsTheyAre() {
    assertThat(RunEvent.of(RUN, 1, 1, EventType.LOG, AT, "\"100%d %s\"").json())
        .endsWith(",\"data\":\"100%d %s\"}");
  }

  @Test
  void saysTheTimeTheSameWayInsideAndOutside() {
    var event = RunEvent.of(RUN, 1, 0, EventType.RUN_QUEUED, AT, "{}");

    assertThat(event.at()).isEqualTo(Instant.parse("2026-03-01T12:00:00.123Z"));
    assertThat(event.json()).contains("\"at\":\"" + event.at() + "\"");
  }

  @Test
  void marksTheLastEventOfALog() {
    assertThat(RunEvent.of(RUN, 9, 1, EventType.RUN_FAILED, AT, "{}").terminal()).isTrue();
    assertThat(RunEvent.of(RUN, 9, 1, EventType.AGENT_MESSAGE, AT, "{}").terminal()).isFalse();
  }

  @Test
  void givesADeltaNoNumberOfItsOwn() {
    assertThat(RunDelta.of(RUN, 12, RunDelta.MESSAGE, "{\"text\":\"Hel\"}").json())
        .isEqualTo(
            "{\"type\":\"agent.message_delta\",\"run_id\":\"%s\",\"after\":12,\"data\":{\"text\":\"Hel\"}}"
                .formatted(RUN));
  }
}
