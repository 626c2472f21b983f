package dev.ccrunner.worker.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rlimits and a look now and then, as in most containers. */
class BombsWithoutControlGroupsTest extends BombsContract {
  @Override
  LimitSettings.Groups groups() {
    return LimitSettings.Groups.OFF;
  }

  @Test
  void saysThatTheKernelDoesNotBoundRuns() {
    assertThat(enclosures.enforcedByTheKernel()).isFalse();
    assertThat(enclosures.mechanism()).isEqualTo("rlimits and a look at processes and disk");
  }
}
