package dev.ccrunner.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

@Timeout(60)
class OsChildTest {

  private static final ProcessSettings SETTINGS =
      new ProcessSettings(
          DataSize.ofMegabytes(8),
          DataSize.ofKilobytes(4),
          4,
          DataSize.ofMegabytes(1),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofSeconds(10));

  private final OsChildProcesses processes = new OsChildProcesses(SETTINGS);
  private final CollectedLines out = new CollectedLines();
  private final String run = "test-" + UUID.randomUUID();

  @TempDir private Path directory;

  @AfterEach
  void endLauncher() {
    processes.close();
  }

  private Child sh(String script) throws LaunchFailed {
    return processes.launch(command("/bin/sh", "-c", script), out);
  }

  private ChildCommand command(String... argv) {
    return new ChildCommand(
        run,
        List.of(argv),
        Map.of("PATH", "/usr/bin:/bin", ProcessScope.MARKER, run),
        directory,
        ProcessScope.marked(run));
  }

  @Test
  void carriesLinesBothWays() throws Exception {
    try (var child = sh("while read line; do echo \"got $line\"; done")) {
      assertThat(child.send("one")).isTrue();
      assertThat(child.send("zwei äöü")).isTrue();
      child.closeInput();

      assertThat(child.awaitExit()).isEqualTo(new Exit(0, true, ""));
      assertThat(out.lines()).containsExactly("got one", "got zwei äöü");
    }
  }

  @Test
  void givesTheChildExactlyTheEnvironmentOfItsCommand() throws Exception {
    try (var child = processes.launch(command("/usr/bin/env"), out)) {
      child.awaitExit();

      assertThat(out.lines()).containsExactlyInAnyOrder("PATH=/usr/bin:/bin", "CCR_RUN=" + run);
    }
  }

  @Test
  void reportsExitCodeAndTheEndOfStandardError() throws Exception {
    try (var child = sh("head -c 100000 /dev/zero | tr '\\0' x >&2; echo last words >&2; exit 7")) {
      var exit = child.awaitExit();

      assertThat(exit.code()).isEqualTo(7);
      assertThat(exit.signal()).isEmpty();
      assertThat(exit.stderrTail()).hasSize(4096).endsWith("xlast words\n");
    }
  }

  @Test
  void deliversALineOfFiveMegabytesWhole() throws Exception {
    try (var child =
        sh("head -c 5000000 /dev/zero | tr '\\0' x; echo; printf 'no newline at the end'")) {
      assertThat(child.awaitExit(Duration.ofSeconds(30)).orElseThrow().outputComplete()).isTrue();

      assertThat(out.lines()).hasSize(2);
      assertThat(out.lines().getFirst()).hasSize(5_000_000);
      assertThat(out.lines().getLast()).isEqualTo("no newline at the end");
    }
  }

  @Test
  void keepsTheOrderOfWhatIsStillInThePipeWhenTheChildEnds() throws Exception {
    for (int round = 0; round < 40; round++) {
      var numbers = new CollectedLines();
      try (var child = processes.launch(command("/usr/bin/seq", "1", "30000"), numbers)) {
        assertThat(child.awaitExit().outputComplete()).isTrue();
      }
      assertThat(numbers.lines())
          .isEqualTo(IntStream.rangeClosed(1, 30_000).mapToObj(Integer::toString).toList());
    }
  }

  @Test
  void cutsALineBeyondTheLimitAndKeepsTheNext() throws Exception {
    try (var child = sh("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo next")) {
      child.awaitExit();

      assertThat(out.cut()).containsExactly(20_000_000L);
      assertThat(out.lines()).containsExactly("next");
    }
  }

  @Test
  void endsByInterruptWhenTheChildListens() throws Exception {
    try (var child = sh("trap 'echo bye; exit 0' INT; echo ready; while :; do sleep 0.05; done")) {
      await().until(() -> out.lines().contains("ready"));

      assertThat(child.stop().code()).isZero();
      assertThat(out.lines()).contains("bye");
    }
  }

  @Test
  void endsByTermWhenTheChildIgnoresInterrupts() throws Exception {
    try (var child =
        sh("trap '' INT; trap 'exit 3' TERM; echo ready; while :; do sleep 0.05; done")) {
      await().until(() -> out.lines().contains("ready"));

      assertThat(child.stop().code()).isEqualTo(3);
    }
  }

  @Test
  void endsByKillWhenTheChildIgnoresEverythingElse() throws Exception {
    try (var child = sh("trap '' INT TERM; echo ready; while :; do sleep 0.05; done")) {
      await().until(() -> out.lines().contains("ready"));

      assertThat(child.stop().signal()).isEqualTo(OptionalInt.of(9));
    }
  }

  @Test
  void leavesNothingBehindEvenInSessionsOfTheirOwn() throws Exception {
    var child =
        sh(
            "setsid sh -c 'trap \"\" TERM HUP; sleep 1000' & sleep 1000 & setsid -f sleep 1000; echo started; exit 0");
    child.awaitExit();
    assertThat(markedProcesses()).isGreaterThanOrEqualTo(3);

    child.close();

    assertThat(markedProcesses()).isZero();
  }

  @Test
  void closeEndsAChildThatNeverWould() throws Exception {
    var child = sh("trap '' INT TERM; while :; do (sleep 1000 &) ; sleep 0.01; done");

    child.close();

    assertThat(child.isAlive()).isFalse();
    assertThat(markedProcesses()).isZero();
  }

  @Test
  void doesNotWaitForAGrandchildThatHoldsThePipe() throws Exception {
    try (var child = sh("setsid sleep 1000 & echo done")) {
      var exit = child.awaitExit(Duration.ofSeconds(10)).orElseThrow();

      assertThat(exit.code()).isZero();
      assertThat(out.lines()).containsExactly("done");
    }
  }

  @Test
  void notesTheEndOfAChildThatClosedItsOutputBefore() throws Exception {
    try (var child = sh("exec >&- 2>&-; read go; exit 4")) {
      assertThat(child.awaitExit(Duration.ofMillis(100))).isEmpty();
      child.send("go");

      assertThat(child.awaitExit()).isEqualTo(new Exit(4, true, ""));
    }
  }

  @Test
  void sendGivesUpWhenTheChildNeverReads() throws Exception {
    var line = "x".repeat(100_000);
    try (var child = sh("exec sleep 1000")) {
      var accepted = 0;
      while (accepted < 20 && child.send(line)) {
        accepted++;
      }

      assertThat(accepted)
          .isBetween(4, 6); // four wait, one is being written, a pipe's worth is gone
    }
  }

  @Test
  void sendSaysFalseWhenTheChildIsGone() throws Exception {
    try (var child = sh("exit 0")) {
      child.awaitExit();

      assertThat(child.send("anyone there?")).isFalse();
    }
  }

  @Test
  void drainsTheChildWhenTheReceiverFails() throws Exception {
    var calls = new AtomicInteger();
    LineSink failing =
        _ -> {
          calls.incrementAndGet();
          throw new IllegalStateException("disk full");
        };
    try (var child = processes.launch(command("/bin/sh", "-c", "yes | head -n 200000"), failing)) {
      var exit = child.awaitExit();

      assertThat(exit.code()).isZero();
      assertThat(exit.outputComplete()).isFalse();
      assertThat(calls).hasValue(1);
    }
  }

  @Test
  void saysWhatCouldNotBeStarted() {
    assertThatThrownBy(() -> processes.launch(command("/does/not/exist"), out))
        .isInstanceOf(LaunchFailed.class)
        .hasMessageContaining("/does/not/exist");
  }

  @Test
  void findsWhatAnEarlierLifeLeft() throws Exception {
    var forgotten = sh("setsid -f sleep 1000; sleep 1000");
    await().until(() -> markedProcesses() >= 2);

    try (var successor = new OsChildProcesses(SETTINGS)) {
      assertThat(successor.endLeftovers(ProcessScope.marked(run))).isTrue();
    }

    assertThat(markedProcesses()).isZero();
    forgotten.close();
  }

  @Test
  void harmsNobodyOnceItIsClosed() throws Exception {
    var earlier = sh("sleep 1000");
    earlier.close();

    try (var later = sh("sleep 1000")) {
      earlier.kill();

      assertThat(later.awaitExit(Duration.ofMillis(200))).isEmpty();
    }
  }

  @Test
  void refusesToTreatRootAsARunsUser() {
    assertThatThrownBy(() -> new ProcessScope("run", OptionalInt.of(0), false))
        .hasMessageContaining("unprivileged");
  }

  private long markedProcesses() throws Exception {
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      long count = 0;
      for (var entry : entries) {
        count += environmentOf(entry).contains("CCR_RUN=" + run) ? 1 : 0;
      }
      return count;
    }
  }

  private static String environmentOf(Path entry) {
    try {
      return Files.readString(
          entry.resolve("environ"), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (java.io.IOException _) {
      return "";
    }
  }
}
