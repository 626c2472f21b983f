package dev.ccrunner.run;

import static dev.ccrunner.run.RunStatus.CANCELLED;
import static dev.ccrunner.run.RunStatus.CANCELLING;
import static dev.ccrunner.run.RunStatus.FAILED;
import static dev.ccrunner.run.RunStatus.QUEUED;
import static dev.ccrunner.run.RunStatus.RUNNING;
import static dev.ccrunner.run.RunStatus.STARTING;
import static dev.ccrunner.run.RunStatus.SUCCEEDED;
import static dev.ccrunner.run.RunStatus.WAITING_APPROVAL;
import static dev.ccrunner.run.RunStatus.WAITING_INPUT;
import static dev.ccrunner.run.RunStatus.WAITING_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunTransitionTest {
  @ParameterizedTest
  @EnumSource
  void neverLeavesATerminalStatus(RunTransition transition) {
    assertThat(transition.from()).noneMatch(RunStatus::terminal);
  }

  @ParameterizedTest
  @EnumSource
  void alwaysChangesTheStatus(RunTransition transition) {
    assertThat(transition.from()).isNotEmpty().doesNotContain(transition.to());
  }

  @Test
  void reachesEveryStatusFromQueued() {
    assertThat(reachableFrom(QUEUED)).containsExactlyInAnyOrder(RunStatus.values());
  }

  @ParameterizedTest
  @EnumSource
  void comesToAnEndFromEveryStatus(RunStatus status) {
    assertThat(reachableFrom(status)).anyMatch(RunStatus::terminal);
  }

  @ParameterizedTest
  @EnumSource
  void mayFailOrBeCancelledWhereverItIsNotOver(RunStatus status) {
    boolean open = !status.terminal();
    assertThat(RunTransition.FAIL.allowedFrom(status)).isEqualTo(open);
    assertThat(
            RunTransition.CANCEL.allowedFrom(status)
                || RunTransition.REQUEST_CANCEL.allowedFrom(status))
        .isEqualTo(open);
  }

  @Test
  void hasExactlyTheseWays() {
    assertWay(RunTransition.CLAIM, STARTING, QUEUED);
    assertWay(RunTransition.START, RUNNING, STARTING);
    assertWay(RunTransition.AWAIT_APPROVAL, WAITING_APPROVAL, RUNNING);
    assertWay(RunTransition.AWAIT_INPUT, WAITING_INPUT, RUNNING);
    assertWay(RunTransition.AWAIT_LIMIT, WAITING_LIMIT, RUNNING);
    assertWay(RunTransition.RESUME, RUNNING, WAITING_APPROVAL, WAITING_INPUT, WAITING_LIMIT);
    assertWay(
        RunTransition.REQUEUE,
        QUEUED,
        STARTING,
        RUNNING,
        WAITING_APPROVAL,
        WAITING_INPUT,
        WAITING_LIMIT);
    assertWay(
        RunTransition.REQUEST_CANCEL,
        CANCELLING,
        STARTING,
        RUNNING,
        WAITING_APPROVAL,
        WAITING_INPUT,
        WAITING_LIMIT);
    assertWay(RunTransition.SUCCEED, SUCCEEDED, RUNNING, CANCELLING);
    assertWay(
        RunTransition.FAIL,
        FAILED,
        QUEUED,
        STARTING,
        RUNNING,
        WAITING_APPROVAL,
        WAITING_INPUT,
        WAITING_LIMIT,
        CANCELLING);
    assertWay(RunTransition.CANCEL, CANCELLED, QUEUED, RUNNING, CANCELLING);
    assertThat(RunTransition.values()).hasSize(11);
  }

  @Test
  void handsOutNothingThatChangesTheTable() {
    RunTransition.CLAIM.from().add(SUCCEEDED);

    assertThat(RunTransition.CLAIM.from()).containsExactly(QUEUED);
  }

  private static void assertWay(RunTransition transition, RunStatus to, RunStatus... from) {
    assertThat(transition.to()).as("%s leads to", transition).isEqualTo(to);
    assertThat(transition.from()).as("%s leads from", transition).containsExactlyInAnyOrder(from);
  }

  private static Set<RunStatus> reachableFrom(RunStatus start) {
    var reached = EnumSet.of(start);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (var transition : RunTransition.values()) {
        if (transition.from().stream().anyMatch(reached::contains)) {
          grew |= reached.add(transition.to());
        }
      }
    }
    return reached;
  }

  @Test
  void namesStatusesInLowerCase() {
    assertThat(Arrays.stream(RunStatus.values()).map(RunStatus::wireName))
        .containsExactly(
            "queued",
            "starting",
            "running",
            "waiting_approval",
            "waiting_input",
            "waiting_limit",
            "cancelling",
            "succeeded",
            "failed",
            "cancelled");
  }

  @ParameterizedTest
  @EnumSource
  void readsBackTheNameOfAStatus(RunStatus status) {
    assertThat(RunStatus.ofWireName(status.wireName())).isEqualTo(status);
  }
}
