package dev.ccrunner.worker.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The guard is a process of its own, so what it does here it also does while this JVM stands. */
class StandstillGuardTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final LauncherThread launcher = new LauncherThread();
  private final StandstillGuard guard = StandstillGuard.start(launcher);
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    guard.close();
    launcher.close();
    started.stream().flatMap(StandstillGuardTest::tree).forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void killsTheChildrenAndAllBelowThemWhenNobodyAllowsThemMore() throws Exception {
    var child = child("sleep 300; :");
    var stranger = kept(new ProcessBuilder("/bin/sh", "-c", "sleep 300; :").start());
    await().atMost(SOON).until(() -> child.descendants().count() == 1);
    var grandchild = child.descendants().findFirst().orElseThrow();

    guard.allow(Duration.ofMillis(10).toNanos());

    assertThat(child.waitFor(SOON)).isTrue();
    await().atMost(SOON).until(() -> !grandchild.isAlive());
    assertThat(stranger.isAlive()).isTrue();
    assertThat(guard.fired()).isTrue();
    assertThat(guard.fired()).isFalse();
  }

  /** As when the JVM is stopped right after a fork, before it knows of the child itself. */
  @Test
  void killsAChildThatIsBornWhenItIsTooLate() throws Exception {
    guard.allow(0);
    await().atMost(SOON).until(guard::fired);

    assertThat(child("sleep 300").waitFor(SOON)).isTrue();
  }

  @Test
  void killsManyDeepTreesTogether() throws Exception {
    var trees = new ArrayList<Process>();
    for (int i = 0; i < 20; i++) {
      trees.add(child("/bin/sh -c '/bin/sh -c \"sleep 300; :\"; :'; :"));
    }
    await()
        .atMost(SOON)
        .until(() -> trees.stream().allMatch(tree -> tree.descendants().count() == 3));
    var all = trees.stream().flatMap(StandstillGuardTest::tree).toList();

    guard.allow(0);

    await().atMost(SOON).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void leavesNothingOfWhatBeginsProcessesWithoutEnd() throws Exception {
    var mark = "CCR_GUARD_TEST=" + UUID.randomUUID();
    for (int i = 0; i < 4; i++) {
      var _ = child("export " + mark + "; for i in $(seq 400); do sleep 300 & sleep 0.005; done");
    }
    await().atMost(SOON).until(() -> marked(mark).count() > 20);

    guard.allow(0);

    await().atMost(SOON).until(() -> started.stream().noneMatch(Process::isAlive));
    await().atMost(SOON).until(() -> marked(mark).findAny().isEmpty());
  }

  @Test
  void killsNobodyAsLongAsItIsToldInTime() throws Exception {
    var child = child("sleep 300");

    guard.allow(Duration.ofMillis(600).toNanos());
    guard.allow(Duration.ofHours(1).toNanos());

    assertThat(child.waitFor(Duration.ofMillis(1_500))).isFalse();
    assertThat(guard.fired()).isFalse();
  }

  private Process child(String script) throws IOException, InterruptedException {
    return kept(launcher.start(new ProcessBuilder("/bin/sh", "-c", script)));
  }

  private Process kept(Process process) {
    started.add(process);
    return process;
  }

  private static Stream<ProcessHandle> tree(Process root) {
    return Stream.concat(root.descendants(), Stream.of(root.toHandle()));
  }

  private static Stream<ProcessHandle> marked(String mark) {
    return ProcessHandle.allProcesses()
        .filter(process -> {
          try {
            var environment = Path.of("/proc/" + process.pid() + "/environ");
            return Files.readString(environment, ISO_8859_1).contains(mark);
          } catch (IOException _) {
            return false;
          }
        });
  }
}
