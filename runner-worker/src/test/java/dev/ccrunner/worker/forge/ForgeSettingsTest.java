package dev.ccrunner.worker.forge;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class ForgeSettingsTest {
  @Test
  void refusesToAskNever() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ForgeSettings(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                DataSize.ofMegabytes(1),
                0,
                Duration.ZERO))
        .withMessageContaining("ccr.worker.forge.attempts: expected 1 or more, found 0");
  }

  @Test
  void refusesToWaitForNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ForgeSettings(
                Duration.ZERO, Duration.ofMinutes(1), DataSize.ofMegabytes(1), 1, Duration.ZERO))
        .withMessageContaining("ccr.worker.forge.push-timeout");
  }
}
