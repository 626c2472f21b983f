package dev.ccrunner.worker.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HierarchyTest {
  @TempDir Path folder;

  @Test
  void findsEachControllerOfVersion1InTheGroupTheProcessIsIn() {
    var found =
        Hierarchy.of(
            """
            9:name=systemd:/
            8:pids:/
            4:memory:/box/5819
            2:cpu,cpuacct:/
            0::/
            """,
            """
            24 20 0:20 / /proc rw,relatime - proc proc rw
            30 25 0:26 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            31 25 0:27 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
            32 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            33 25 0:29 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
            """);

    assertThat(found)
        .containsExactly(
            new Hierarchy(1, Set.of(Controller.MEMORY), Path.of("/sys/fs/cgroup/memory/box/5819")),
            new Hierarchy(1, Set.of(Controller.PIDS), Path.of("/sys/fs/cgroup/pids")),
            new Hierarchy(1, Set.of(Controller.CPU), Path.of("/sys/fs/cgroup/cpu,cpuacct")));
  }

  @Test
  void findsTheControllersThatAGroupOfVersion2Has() throws Exception {
    var own = Files.createDirectories(folder.resolve("system.slice/ccr.service"));
    Files.writeString(own.resolve("cgroup.controllers"), "cpuset cpu io memory pids\n");

    var found =
        Hierarchy.of(
            "0::/system.slice/ccr.service\n",
            "29 23 0:26 / " + folder + " rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");

    assertThat(found)
        .containsExactly(
            new Hierarchy(2, Set.of(Controller.MEMORY, Controller.PIDS, Controller.CPU), own));
  }

  @Test
  void followsAMountThatShowsOnlyAContainersPart() {
    var mount = "29 23 0:26 /docker/abc /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n";

    assertThat(Hierarchy.of("8:pids:/docker/abc/inner\n", mount))
        .extracting(Hierarchy::own)
        .containsExactly(Path.of("/sys/fs/cgroup/pids/inner"));
    assertThat(Hierarchy.of("8:pids:/docker/other\n", mount)).isEmpty();
    assertThat(Hierarchy.of("8:pids:/../above\n", mount)).isEmpty();
  }

  @Test
  void readsPlacesWithSpaces() {
    var mount = "29 23 0:26 / /odd\\040place rw - cgroup cgroup rw,pids\n";

    assertThat(Hierarchy.of("8:pids:/\n", mount))
        .extracting(Hierarchy::own)
        .containsExactly(Path.of("/odd place/"));
  }

  @Test
  void isNotConfusedByWhatItDoesNotKnow() {
    assertThat(Hierarchy.of("", "")).isEmpty();
    assertThat(Hierarchy.of("nonsense\n4:memory\n", "nonsense\n1 2 3 4 5\n - \n")).isEmpty();
  }

  @Test
  void offersNoGroupsWhereTheKernelsFilesAreNotThere() {
    var somewhere = new Hierarchy(1, Set.of(Controller.PIDS), folder);

    try (var groups = ControlGroups.open("ccr-test", List.of(somewhere))) {
      assertThat(groups.available()).isFalse();
      assertThat(groups.controllers()).isEmpty();
      assertThat(groups.description()).isEmpty();
      groups.create("job", new GroupBounds(1, 1, 1)).close();
    }
  }
}
