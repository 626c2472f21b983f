package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HarvestSettingsTest {
  private static HarvestSettings with(Duration timeout, int artifacts) {
    return new HarvestSettings(
        timeout,
        Duration.ofMinutes(1),
        DataSize.ofMegabytes(1),
        DataSize.ofMegabytes(1),
        10,
        10,
        Duration.ofMinutes(1),
        artifacts,
        DataSize.ofMegabytes(1),
        DataSize.ofMegabytes(1));
  }

  @Test
  void refusesNoTimeAtAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(Duration.ZERO, 1))
        .withMessageContaining("ccr.worker.outputs.patch-timeout: expected more than 0");
  }

  @Test
  void refusesFewerThanNoArtifacts() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(Duration.ofMinutes(1), -1))
        .withMessageContaining("max-artifacts: expected 0 or more, found 10 and -1");
  }
}
