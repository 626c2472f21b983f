package dev.ccrunner.worker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.ChildCommand;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.process.LineSink;
import dev.ccrunner.worker.process.ProcessScope;
import dev.ccrunner.worker.process.Program;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class RunUsersTest {

  private final SandboxSettings two =
      new SandboxSettings(
          SandboxLevel.PLAIN,
          Path.of("/bwrap"),
          Path.of("/setpriv"),
          300_000,
          2,
          DataSize.ofMegabytes(1),
          DataSize.ofMegabytes(1));
  private final Recorded processes = new Recorded();

  @TempDir private Path locks;

  @Test
  void lendsNoUserTwiceNotEvenToAnotherWorker() {
    var one = RunUsers.lockedIn(locks, two, processes).lend();
    var other = RunUsers.lockedIn(locks, two, processes).lend();

    assertThat(one.uid()).hasValue(300_000);
    assertThat(other.uid()).hasValue(300_001);
    assertThatThrownBy(() -> RunUsers.lockedIn(locks, two, processes).lend())
        .hasMessageContaining("uid-count");
  }

  /** Else another worker's process would lend it too, and end this one's run to tidy up. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void keepsALentUserFromOtherProcessesWhileFurtherOnesAreLent() throws IOException {
    var users = RunUsers.lockedIn(locks, two, processes);
    var _ = users.lend();

    var _ = users.lend();

    assertThat(lockedByThisProcess(locks.resolve("300000"))).isTrue();
    assertThat(lockedByThisProcess(locks.resolve("300001"))).isTrue();
  }

  private static boolean lockedByThisProcess(Path file) throws IOException {
    var inode = Files.getAttribute(file, "unix:ino");
    var holder = " WRITE %d ".formatted(ProcessHandle.current().pid());
    try (var table = Files.lines(Path.of("/proc/locks"))) {
      return table.anyMatch(line -> line.contains(holder) && line.contains(":" + inode + " "));
    }
  }

  @Test
  void lendsInTurnAndAgainWhatCameBackAfterEndingItsLeftovers() {
    var users = RunUsers.lockedIn(locks, two, processes);
    var first = users.lend();
    first.close();
    first.close();

    assertThat(users.lend().uid()).hasValue(300_001);
    assertThat(users.lend().uid()).hasValue(300_000);
    assertThat(processes.ended)
        .extracting(scope -> scope.uid().orElseThrow())
        .containsExactly(300_000, 300_001, 300_000);
  }

  @Test
  void skipsAUserWhoseProcessesDoNotDie() {
    processes.immortal = 300_000;

    assertThat(RunUsers.lockedIn(locks, two, processes).lend().uid()).hasValue(300_001);
  }

  private static final class Recorded implements ChildProcesses {
    final List<ProcessScope> ended = new ArrayList<>();
    int immortal;

    @Override
    public Child launch(ChildCommand command, LineSink stdout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Program start(ChildCommand command, InputStream stdin, OutputStream stdout) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean endLeftovers(ProcessScope scope) {
      ended.add(scope);
      return scope.uid().orElseThrow() != immortal;
    }
  }
}
