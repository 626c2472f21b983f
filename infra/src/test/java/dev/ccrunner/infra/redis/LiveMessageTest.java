package dev.ccrunner.infra.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.run.RunId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveMessageTest {
  private static final RunId RUN = new RunId(new UUID(1, 2));

  @Test
  void anEventComesBackWithTheSameJson() {
    var event = Events.log(RUN, 12, "{\"text\":\"two  gaps, ~ and ünïcode 🎉\"}");

    assertThat(LiveMessage.encode(event)).startsWith("12 log 1 1767323045678 {\"seq\":12,");
    assertThat(LiveMessage.decode(RUN, LiveMessage.encode(event)))
        .contains(new LiveMessage.Event(event));
  }

  @Test
  void aDeltaComesBackAsItWas() {
    var delta = RunDelta.of(RUN, 12, RunDelta.MESSAGE, "{\"text\":\"Hel \"}");

    assertThat(LiveMessage.encode(delta)).startsWith("~12 agent.message_delta {");
    assertThat(LiveMessage.decode(RUN, LiveMessage.encode(delta)))
        .contains(new LiveMessage.Delta(delta));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "~", "12", "12 log", " log 1 1 {}", "x log 1 1 {}", "~x log {}"})
  void ignoresWhatIsNoMessage(String text) {
    assertThat(LiveMessage.decode(RUN, text)).isEmpty();
  }
}
