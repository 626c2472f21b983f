package dev.ccrunner.worker.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.MachineLimits;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RunBoundsTest {
  private static final long GIGABYTE = DataSize.ofGigabytes(1).toBytes();

  @Test
  void givesTheUsualToARunThatAsksForNothing() {
    var bounds = RunBounds.of(MachineLimits.DEFAULT, LimitSettings.defaults());

    assertThat(bounds.memoryBytes()).isEqualTo(4 * GIGABYTE);
    assertThat(bounds.diskBytes()).isEqualTo(10 * GIGABYTE);
    assertThat(bounds.cpus()).isZero();
    assertThat(bounds.processes()).isEqualTo(512);
    assertThat(bounds.cut()).isEmpty();
  }

  @Test
  void givesWhatIsAskedForUpToTheMost() {
    var asked = new MachineLimits(16 * GIGABYTE, new BigDecimal("0.5"), GIGABYTE, 4096);

    var bounds = RunBounds.of(asked, LimitSettings.defaults());

    assertThat(bounds.memoryBytes()).isEqualTo(16 * GIGABYTE);
    assertThat(bounds.cpus()).isEqualTo(0.5);
    assertThat(bounds.diskBytes()).isEqualTo(GIGABYTE);
    assertThat(bounds.processes()).isEqualTo(4096);
    assertThat(bounds.cut()).isEmpty();
  }

  @Test
  void givesTheMostToWhoAsksForMoreAndSaysSo() {
    var asked = new MachineLimits(17 * GIGABYTE, new BigDecimal(9), 51 * GIGABYTE, 4097);

    var bounds = RunBounds.of(asked, settings(2, 4));

    assertThat(bounds.memoryBytes()).isEqualTo(16 * GIGABYTE);
    assertThat(bounds.cpus()).isEqualTo(4);
    assertThat(bounds.diskBytes()).isEqualTo(50 * GIGABYTE);
    assertThat(bounds.processes()).isEqualTo(4096);
    assertThat(bounds.cut())
        .containsExactly(
            "limits.memory: asked for 17408 MiB, and this worker gives at most 16384 MiB.",
            "limits.disk: asked for 52224 MiB, and this worker gives at most 51200 MiB.",
            "limits.processes: asked for 4097, and this worker gives at most 4096.",
            "limits.cpus: asked for 9, and this worker gives at most 4.0.");
  }

  @Test
  void refusesSettingsThatContradictEachOther() {
    assertThatThrownBy(() -> settings(5, 4))
        .hasMessage("ccr.worker.limits.cpus: expected 0 to max-cpus, found 5.0 and 4.0");
  }

  @Test
  void tellsWhoRanOutOfMemory() {
    var own = new LimitHit(LimitHit.Kind.MEMORY, 1000, 1000, true);
    var machines = new LimitHit(LimitHit.Kind.MEMORY, 1000, 500, true);

    assertThat(own.failure().code()).isEqualTo(FailureCode.OOM);
    assertThat(own.failure().message())
        .startsWith("The run used up the 1000 bytes of memory that it may.");
    assertThat(machines.failure().message()).startsWith("The worker's machine ran out of memory");
  }

  @Test
  void saysInTheEventWhatTheLimitWas() {
    assertThat(new LimitHit(LimitHit.Kind.DISK, 10, 12, true).dataJson())
        .isEqualTo(
            "{\"kind\":\"disk\",\"limit\":10,\"used\":12,\"ends_run\":true,\"message\":\"The run's files take 12 bytes, and may take 10 bytes.\"}");
  }

  private static LimitSettings settings(double cpus, double maxCpus) {
    var usual = LimitSettings.defaults();
    return new LimitSettings(
        usual.memory(),
        usual.maxMemory(),
        cpus,
        maxCpus,
        usual.disk(),
        usual.maxDisk(),
        usual.files(),
        usual.processes(),
        usual.maxProcesses(),
        usual.openFiles(),
        Duration.ofMillis(250),
        usual.controlGroups());
  }
}
