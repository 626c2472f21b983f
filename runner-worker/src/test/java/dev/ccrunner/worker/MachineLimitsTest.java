package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.worker.limits.Enclosures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of runs that take too much of their worker's machine, and of those beside them. */
@Timeout(180)
class MachineLimitsTest {
  @TempDir static Path folder;

  private static RunningWorker worker;

  @BeforeAll
  static void start() throws Exception {
    worker =
        RunningWorker.start(
            folder,
            "--ccr.worker.limits.memory=128MB",
            "--ccr.worker.limits.disk=32MB",
            "--ccr.worker.limits.files=2000",
            "--ccr.worker.limits.processes=40");
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  private static RunFailure failure(StoredRun ended) {
    return Objects.requireNonNull(ended.failure(), "it failed");
  }

  private static RunId neighbour() {
    return worker.submit("{\"events\":30,\"delay_ms\":100,\"text\":\"undisturbed\"}");
  }

  private static StoredRun fails(String command, FailureCode code, String kind) {
    var neighbour = neighbour();
    var run = worker.submit("{\"sh\":\"%s\",\"sleep_ms\":60000}".formatted(command));

    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failure(ended).code()).as(failure(ended).message()).isEqualTo(code);
    assertThat(worker.events(run, "limit.hit", "\"kind\":\"" + kind + "\"")).hasSize(1);
    assertThat(worker.awaitEnd(neighbour).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(worker.find(neighbour).result().text()).isEqualTo("undisturbed");
    assertThat(RunningWorker.processesOf(run)).isEmpty();
    assertThat(groupsOf(run)).isEmpty();
    return ended;
  }

  private static List<Path> groupsOf(RunId run) {
    var cgroups = Path.of("/sys/fs/cgroup");
    if (!Files.isDirectory(cgroups)) {
      return List.of();
    }
    try (var all =
        Files.find(
            cgroups, 12, (path, _) -> path.getFileName().toString().contains(run.toString()))) {
      return all.toList();
    } catch (IOException | UncheckedIOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRunThatTakesTooMuchMemoryFails() {
    var ended =
        fails("perl -e '$x = chr(65) x (400 * 1024 * 1024); sleep 60'", FailureCode.OOM, "memory");

    assertThat(failure(ended).message())
        .contains("used up the 128 MiB of memory", "Raise limits.memory");
  }

  @Test
  void aRunThatFillsTheDiskFails() {
    fails(
        "for i in $(seq 20); do head -c 5000000 /dev/zero > f$i; sleep 0.05; done; sleep 60",
        FailureCode.DISK_FULL,
        "disk");
  }

  @Test
  void aRunWithTooManyFilesFails() {
    fails(
        "i=0; while [ $i -lt 4000 ]; do : > f$i; i=$((i+1)); done; sleep 60",
        FailureCode.DISK_FULL,
        "files");
  }

  @Test
  void aRunThatIsRefusedProcessesGoesOn() {
    var neighbour = neighbour();
    var run =
        worker.submit(
            "{\"sh\":\"timeout 3 perl -e 'while (1) { fork; select undef, undef, undef, 0.01 }'\",\"text\":\"got over it\"}");

    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().text()).isEqualTo("got over it");
    assertThat(worker.events(run, "limit.hit", "\"ends_run\":false")).hasSize(1);
    assertThat(worker.awaitEnd(neighbour).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(RunningWorker.processesOf(run)).isEmpty();
    assertThat(groupsOf(run)).isEmpty();
  }

  @Test
  void aRunThatDiesOfRefusedProcessesFailsForThem() {
    var run =
        worker.submit(
            "{\"sh\":\"timeout 2 perl -e 'while (1) { fork; select undef, undef, undef, 0.01 }'\",\"no_result\":true,\"exit\":1}");

    assertThat(failure(worker.awaitEnd(run)).code()).isEqualTo(FailureCode.PROCESS_LIMIT);
  }

  @Test
  void theWorkerSaysHowItBoundsRuns() {
    assertThat(worker.bean(Enclosures.class).mechanism()).contains("rlimits");
  }
}
