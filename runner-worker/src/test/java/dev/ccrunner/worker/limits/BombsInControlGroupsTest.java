package dev.ccrunner.worker.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccrunner.run.MachineLimits;
import dev.ccrunner.worker.sandbox.SandboxLevel;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where the kernel itself bounds runs. */
class BombsInControlGroupsTest extends BombsContract {
  private static final Path CGROUPS = Path.of("/sys/fs/cgroup");

  @Override
  LimitSettings.Groups groups() {
    return LimitSettings.Groups.AUTO;
  }

  @BeforeEach
  void haveGroups() {
    assumeTrue(
        enclosures.enforcedByTheKernel(),
        "no control groups for memory and processes here: " + enclosures.mechanism());
  }

  private static List<Path> groupsOf(String name) throws IOException {
    try (Stream<Path> all = Files.find(CGROUPS, 12, (path, _) -> path.endsWith(name))) {
      return all.toList();
    }
  }

  @Test
  void leavesNoGroup() throws Exception {
    String name;
    try (var running =
        new Running(SandboxLevel.PLAIN, MachineLimits.DEFAULT, "sleep 60 & exit 0")) {
      name = running.name;
      assertThat(groupsOf(name)).isNotEmpty();
      var _ = running.end();
    }

    assertThat(groupsOf(name)).isEmpty();
  }

  @Test
  void isInItsGroupsBeforeAnythingOfTheRunHasRun() throws Exception {
    try (var running =
        new Running(SandboxLevel.PLAIN, MachineLimits.DEFAULT, "cat /proc/self/cgroup > seen")) {
      var _ = running.end();

      assertThat(Files.readString(running.directory.workspace().resolve("seen")))
          .contains(running.name);
    }
  }

  @Test
  void cannotLeaveItsGroups() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "the run's user is the worker's");
    try (var running =
        new Running(
            SandboxLevel.PLAIN,
            MachineLimits.DEFAULT,
            "for up in $(find /sys/fs/cgroup -name cgroup.procs); do echo 0 > $up && echo $up; done > left 2>/dev/null")) {
      var _ = running.end();

      assertThat(running.directory.workspace().resolve("left")).isEmptyFile();
    }
  }

  @Test
  void getsNoMoreOfTheProcessorsThanItMay() throws Exception {
    var limits = new MachineLimits(null, new BigDecimal("0.2"), null, null);
    // It measures itself: the processor's time in hundredths while two seconds pass.
    var script =
        "perl -e 'use Time::HiRes qw(time); my $end = time + 2; 1 while time < $end; my ($user, $system) = times; print int(100 * ($user + $system))' > took";
    try (var running = new Running(SandboxLevel.PLAIN, limits, script)) {
      assertThat(running.end().code()).isZero();

      var took = Integer.parseInt(Files.readString(running.directory.workspace().resolve("took")));
      assertThat(took).isLessThan(80);
    }
  }

  @Test
  void endsWhatAKilledWorkerLeft() throws Exception {
    var left = new Running(SandboxLevel.PLAIN, MachineLimits.DEFAULT, "sleep 300");
    await().atMost(java.time.Duration.ofSeconds(10)).until(left.child::isAlive);

    try (var next = open(LimitSettings.defaults())) {
      assertThat(next.enforcedByTheKernel()).isTrue();
      assertThat(left.child.awaitExit().code()).isEqualTo(137);
      assertThat(groupsOf(left.name)).isEmpty();
    }
    left.close();
  }
}
