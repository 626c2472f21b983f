package dev.ccrunner.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guard is a process of its own, so what it does here it also does while this JVM stands. */
class StandstillGuardTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final StandstillGuard guard = StandstillGuard.start();
  private final Process child = program();
  private final Process stranger = program();

  @AfterEach
  void end() {
    guard.close();
    child.descendants().forEach(ProcessHandle::destroyForcibly);
    child.destroyForcibly();
    stranger.destroyForcibly();
  }

  @Test
  void killsTheChildrenAndAllBelowThemWhenNobodyAllowsThemMore() throws Exception {
    await().atMost(SOON).until(() -> child.descendants().count() == 1);
    var grandchild = child.descendants().findFirst().orElseThrow();
    guard.born(child.pid());

    guard.allow(Duration.ofMillis(10).toNanos());

    assertThat(child.waitFor(SOON)).isTrue();
    await().atMost(SOON).until(() -> !grandchild.isAlive());
    assertThat(stranger.isAlive()).isTrue();
    assertThat(guard.fired()).isTrue();
    assertThat(guard.fired()).isFalse();
  }

  @Test
  void killsNobodyAsLongAsItIsToldInTime() throws Exception {
    guard.born(child.pid());

    guard.allow(Duration.ofMillis(600).toNanos());
    guard.allow(Duration.ofHours(1).toNanos());

    assertThat(child.waitFor(Duration.ofMillis(1_500))).isFalse();
    assertThat(guard.fired()).isFalse();
  }

  @Test
  void killsNoProcessThatIsNoChildAnyMore() throws Exception {
    guard.born(child.pid());
    guard.born(stranger.pid());
    guard.dead(child.pid());

    guard.allow(0);

    assertThat(stranger.waitFor(SOON)).isTrue();
    assertThat(child.isAlive()).isTrue();
  }

  private static Process program() {
    try {
      return new ProcessBuilder(List.of("/bin/sh", "-c", "sleep 300; :")).start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
