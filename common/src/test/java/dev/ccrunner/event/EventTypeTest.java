package dev.ccrunner.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EventTypeTest {
  @Test
  void namesExactlyTheTypesOfThePublishedContract() {
    assertThat(Arrays.stream(EventType.values()).map(EventType::wireName))
        .containsExactlyInAnyOrder(
            "run.queued",
            "run.starting",
            "run.running",
            "run.waiting_approval",
            "run.waiting_input",
            "run.waiting_limit",
            "run.attempt_lost",
            "run.succeeded",
            "run.failed",
            "run.cancelled",
            "session.init",
            "user.message",
            "agent.message",
            "agent.thinking",
            "agent.tool_use",
            "agent.tool_result",
            "agent.subagent",
            "approval.requested",
            "approval.decided",
            "approval.expired",
            "question.asked",
            "question.answered",
            "hook.result",
            "mcp.status",
            "context.compacted",
            "usage.updated",
            "limit.hit",
            "workspace.ready",
            "file.changed",
            "check.finished",
            "artifact.created",
            "log",
            "raw");
  }

  @Test
  void endsALogWithExactlyThree() {
    assertThat(Arrays.stream(EventType.values()).filter(EventType::terminal))
        .containsExactly(EventType.RUN_SUCCEEDED, EventType.RUN_FAILED, EventType.RUN_CANCELLED);
  }

  @Test
  void saysTheSameOfATypeAndOfItsName() {
    for (var type : EventType.values()) {
      assertThat(EventType.terminal(type.wireName())).as(type.name()).isEqualTo(type.terminal());
    }
    assertThat(EventType.terminal("run.of_a_later_version")).isFalse();
  }
}
