package dev.ccrunner.worker.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to and read from the files of version 2, whatever version this kernel has. */
class Version2Test {
  private static final Set<Controller> ALL = EnumSet.allOf(Controller.class);

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Test
  void boundsAGroupWithoutSwapAndAsOne() throws Exception {
    for (var name :
        new String[] {"memory.max", "memory.swap.max", "memory.oom.group", "pids.max", "cpu.max"}) {
      file("job/" + name, "");
    }

    new Branch(2, ALL, folder).create("job", new GroupBounds(1 << 20, 0.5, 40));

    assertThat(folder.resolve("job/memory.max")).hasContent("1048576");
    assertThat(folder.resolve("job/memory.swap.max")).hasContent("0");
    assertThat(folder.resolve("job/memory.oom.group")).hasContent("1");
    assertThat(folder.resolve("job/pids.max")).hasContent("40");
    assertThat(folder.resolve("job/cpu.max")).hasContent("50000 100000");
  }

  @Test
  void leavesProcessorsAloneThatAreNotBounded() throws Exception {
    file("job/cpu.max", "max 100000");

    new Branch(2, Set.of(Controller.CPU), folder).create("job", new GroupBounds(1, 0, 1));

    assertThat(folder.resolve("job/cpu.max")).hasContent("max 100000");
  }

  @Test
  void readsWhatAGroupUsesAndWasRefused() throws Exception {
    file("job/memory.current", "4096\n");
    file("job/memory.peak", "8192\n");
    file("job/memory.events", "low 0\nhigh 0\nmax 31\noom 2\noom_kill 1\noom_group_kill 1\n");
    file("job/pids.current", "7\n");
    file("job/pids.events", "max 3\n");
    var group = new ControlGroup(Map.of(folder.resolve("job"), new Branch(2, ALL, folder)));

    assertThat(group.use()).isEqualTo(new GroupUse(4096, 8192, 1, 7, 3));
  }

  @Test
  void usesNothingThatIsNotCounted() {
    var group = new ControlGroup(Map.of(folder, new Branch(2, Set.of(), folder)));

    assertThat(group.use()).isEqualTo(new GroupUse(0, 0, 0, 0, 0));
  }

  @Test
  void usesWhatIsEnabledAlready() throws Exception {
    file("cgroup.subtree_control", "cpu memory pids\n");

    assertThat(Delegation.enable(folder, ALL, _ -> false)).isEqualTo(ALL);
  }

  @Test
  void movesNobodyElsesProcesses() throws Exception {
    file("cgroup.type", "domain\n");
    file("cgroup.subtree_control", "");
    file("cgroup.procs", "1\n" + ProcessHandle.current().pid() + "\n");

    var enabled = Delegation.enable(folder, ALL, pid -> pid == ProcessHandle.current().pid());

    assertThat(enabled).isEmpty();
    assertThat(folder.resolve(Delegation.WORKERS_OWN)).doesNotExist();
  }

  @Test
  void movesItsOwnProcessesIntoAChild() throws Exception {
    file("cgroup.type", "domain\n");
    file("cgroup.subtree_control", "");
    file("cgroup.procs", ProcessHandle.current().pid() + "\n");
    file(Delegation.WORKERS_OWN + "/cgroup.procs", "");

    Delegation.enable(folder, ALL, Delegation.ourProcesses(folder));

    assertThat(folder.resolve(Delegation.WORKERS_OWN + "/cgroup.procs"))
        .hasContent(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void findsItsParentPreparedWhenItStartsInTheChild() {
    assertThat(Delegation.parent(Path.of("/sys/fs/cgroup/a/ccr-worker")))
        .isEqualTo(Path.of("/sys/fs/cgroup/a"));
    assertThat(Delegation.parent(Path.of("/sys/fs/cgroup/a")))
        .isEqualTo(Path.of("/sys/fs/cgroup/a"));
  }
}
