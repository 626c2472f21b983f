package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventQueryTest {

  @Test
  void theHeaderWinsOverTheParameter() {
    assertThat(EventQuery.after("7", "3")).isEqualTo(7);
    assertThat(EventQuery.after("", "3")).isEqualTo(3);
    assertThat(EventQuery.after(null, null)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "x", "1.5", "", "9999999999999999999"})
  void refusesAPlaceThatIsNoNumber(String after) {
    assertThatThrownBy(() -> EventQuery.after(null, after))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("after: expected the number of an event, or 0, found '" + after);
  }

  @Test
  void refusesAHeaderThatIsNoNumber() {
    assertThatThrownBy(() -> EventQuery.after("abc", "3"))
        .hasMessageContaining("invalid_header")
        .hasMessageContaining("Last-Event-ID");
  }

  @Test
  void knowsTheTypesOfEventsAndDeltas() {
    assertThat(EventQuery.types("agent.message, run.failed,agent.message_delta"))
        .containsExactlyInAnyOrder("agent.message", "run.failed", "agent.message_delta");
    assertThat(EventQuery.types("")).isEmpty();
    assertThatThrownBy(() -> EventQuery.types("agent.message,agent.mesage"))
        .hasMessageContaining("types: expected event types")
        .hasMessageContaining("found 'agent.mesage'");
  }

  @Test
  void deltasAreShownUnlessRefused() {
    assertThat(EventQuery.deltas(null)).isTrue();
    assertThat(EventQuery.deltas("false")).isFalse();
    assertThatThrownBy(() -> EventQuery.deltas("no"))
        .hasMessageContaining("deltas: expected true or false, found 'no'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "201", "x", "-5"})
  void refusesALimitOutOfBounds(String limit) {
    assertThatThrownBy(() -> EventQuery.limit(limit))
        .hasMessageContaining("limit: expected a number from 1 to 200, found '" + limit);
  }
}
