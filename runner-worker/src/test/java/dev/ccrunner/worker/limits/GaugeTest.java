package dev.ccrunner.worker.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.worker.cgroup.ControlGroups;
import dev.ccrunner.worker.cgroup.GroupBounds;
import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.ChildCommand;
import dev.ccrunner.worker.process.OsChildProcesses;
import dev.ccrunner.worker.process.ProcessScope;
import dev.ccrunner.worker.process.ProcessSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with neither control groups nor users for its runs: it knows them by their mark. */
class GaugeTest {
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path folder;

  private final OsChildProcesses processes = new OsChildProcesses(ProcessSettings.defaults());
  private final String job = "gauge-" + UUID.randomUUID();

  @AfterEach
  void close() {
    processes.close();
  }

  private Child start(String mark, String script) throws Exception {
    return processes.launch(
        new ChildCommand(
            mark,
            List.of("/bin/sh", "-c", script),
            Map.of("PATH", "/usr/bin:/bin", ProcessScope.MARKER, mark),
            folder,
            ProcessScope.marked(mark)),
        _ -> {});
  }

  private List<LimitHit> look(long memory, int mostProcesses) {
    var bounds = new RunBounds(memory, 0, 1, 1, mostProcesses, 64, List.of());
    var none = ControlGroups.none().create(job, new GroupBounds(1, 1, 1));
    return new Gauge(job, OptionalInt.empty(), bounds, none, Set.of()).look();
  }

  @Test
  void addsUpTheMemoryOfTheRunAndItsToolsAndOfNobodyElse() throws Exception {
    var hog = "exec perl -e 'vec($x, 30 * 1024 * 1024, 8) = 1; sleep 60'";
    try (var _ = start(job, hog);
        var _ = start(job + "-git-1", hog);
        var _ = start(job + "0", hog)) {
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(ProcessUse.of(job, OptionalInt.empty()).memoryBytes())
                  .isBetween(60 * MEGABYTE, 90 * MEGABYTE));

      assertThat(look(50 * MEGABYTE, 99))
          .extracting(LimitHit::kind, LimitHit::ends)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(LimitHit.Kind.MEMORY, true));
      assertThat(look(90 * MEGABYTE, 99)).isEmpty();
    }
  }

  @Test
  void endsARunWithTooManyProcessesSinceNothingRefusesThem() throws Exception {
    try (var _ = start(job, "sleep 60 & sleep 60 & sleep 60 & sleep 60")) {
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> ProcessUse.of(job, OptionalInt.empty()).processes() == 5);

      assertThat(look(1L << 40, 4))
          .containsExactly(new LimitHit(LimitHit.Kind.PROCESSES, 4, 5, true));
      assertThat(look(1L << 40, 5)).isEmpty();
    }
  }
}
