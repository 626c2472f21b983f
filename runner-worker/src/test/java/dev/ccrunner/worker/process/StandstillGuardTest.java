package dev.ccrunner.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
  void killsManyDeepTreesTogether() throws Exception {
    var trees = new ArrayList<Process>();
    try {
      for (int i = 0; i < 20; i++) {
        trees.add(program("/bin/sh -c '/bin/sh -c \"sleep 300; :\"; :'; :"));
      }
      await()
          .atMost(SOON)
          .until(() -> trees.stream().allMatch(tree -> tree.descendants().count() == 3));
      var all =
          trees.stream()
              .flatMap(tree -> Stream.concat(tree.descendants(), Stream.of(tree.toHandle())))
              .toList();
      trees.forEach(tree -> guard.born(tree.pid()));

      guard.allow(0);

      await().atMost(SOON).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      trees.forEach(tree -> tree.descendants().forEach(ProcessHandle::destroyForcibly));
      trees.forEach(Process::destroyForcibly);
    }
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
    return program("sleep 300; :");
  }

  private static Process program(String script) {
    try {
      return new ProcessBuilder(List.of("/bin/sh", "-c", script)).start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
