package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SubmissionSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.runs", SubmissionSettings.class, Map.of()))
        .isEqualTo(
            new SubmissionSettings(
                Duration.ofMinutes(45),
                Duration.ofHours(24),
                Duration.ofMinutes(15),
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(1),
                100,
                Duration.ofDays(30),
                DataSize.ofKilobytes(96),
                10_000,
                64,
                256,
                100,
                DataSize.ofKilobytes(64),
                500,
                1000,
                DataSize.ofMegabytes(8),
                100_000,
                20_000));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.runs.default-timeout", "1m"),
            Map.entry("ccr.runs.max-timeout", "2m"),
            Map.entry("ccr.runs.default-idle-timeout", "3m"),
            Map.entry("ccr.runs.max-prompt", "4B"),
            Map.entry("ccr.runs.max-message", "14B"),
            Map.entry("ccr.runs.max-waiting-messages", "16"),
            Map.entry("ccr.runs.max-queue-time", "15m"),
            Map.entry("ccr.runs.max-system-prompt", "5B"),
            Map.entry("ccr.runs.max-turns", "6"),
            Map.entry("ccr.runs.max-labels", "7"),
            Map.entry("ccr.runs.max-label-length", "8"),
            Map.entry("ccr.runs.max-env", "9"),
            Map.entry("ccr.runs.max-env-size", "10B"),
            Map.entry("ccr.runs.max-rules", "11"),
            Map.entry("ccr.runs.max-rule-length", "12"),
            Map.entry("ccr.runs.max-page-size", "13B"),
            Map.entry("ccr.runs.max-queued", "14"),
            Map.entry("ccr.runs.max-queued-per-team", "15"));

    assertThat(SettingsBinding.bind("ccr.runs", SubmissionSettings.class, values))
        .isEqualTo(
            new SubmissionSettings(
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofMinutes(3),
                DataSize.ofBytes(4),
                DataSize.ofBytes(14),
                16,
                Duration.ofMinutes(15),
                DataSize.ofBytes(5),
                6,
                7,
                8,
                9,
                DataSize.ofBytes(10),
                11,
                12,
                DataSize.ofBytes(13),
                14,
                15));
  }

  @Test
  void refusesADefaultAboveTheMostAndShowsBoth() {
    var values = Map.of("ccr.runs.default-timeout", "3h", "ccr.runs.max-timeout", "2h");

    assertThatThrownBy(() -> SettingsBinding.bind("ccr.runs", SubmissionSettings.class, values))
        .rootCause()
        .hasMessageContaining("PT3H")
        .hasMessageContaining("PT2H");
  }
}
