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
    stops.killSwitch().arm(child::kill);

    stops.leaseLost();

    await().until(() -> child.kills.get() == 1);
  }

  @Test
  void killsAChildThatComesAfterTheLeaseWasLost() {
    killSwitch.arm(child::kill);
    killSwitch.pull();
    await().until(() -> child.kills.get() == 1);
    var other = new FakeChild();

    killSwitch.arm(other::kill);

    assertThat(other.kills).hasValue(1);
    assertThat(child.kills).hasValue(1);
  }
}
