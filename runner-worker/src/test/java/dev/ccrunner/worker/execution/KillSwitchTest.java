package dev.ccrunner.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

class KillSwitchTest {
  private final FakeChild child = new FakeChild();
  private final KillSwitch killSwitch = new KillSwitch();

  @Test
  void killsTheChildOfALostLeaseThoughTheAttemptsThreadDoesNotListen() {
    var stops = new Stops(new ArrayBlockingQueue<>(1));

    try (var _ = stops.killSwitch().arm(child::kill)) {
      stops.leaseLost();

      await().until(() -> child.kills.get() == 1);
    }
  }

  @Test
  void killsAChildThatComesAfterTheLeaseWasLost() {
    killSwitch.pull();

    await()
        .until(() -> {
          try (var _ = killSwitch.arm(child::kill)) {
            return child.kills.get() > 0;
          }
        });
  }

  @Test
  void leavesWhatRunsAsTheSameUserAloneOnceTheAttemptIsOver() throws Exception {
    var other = new FakeChild();
    killSwitch.arm(child::kill).close();

    killSwitch.pull();

    await()
        .until(() -> {
          try (var _ = killSwitch.arm(other::kill)) {
            return other.kills.get() > 0;
          }
        });
    assertThat(child.kills).hasValue(0);
  }
}
