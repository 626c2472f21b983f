package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class RequestSettingsTest {
  @Test
  void haveDefaults() {
    assertThat(bind("content", ContentSettings.class, Map.of()))
        .isEqualTo(
            new ContentSettings(
                100,
                DataSize.ofMegabytes(5),
                DataSize.ofMegabytes(16),
                DataSize.ofMegabytes(20),
                500));
    assertThat(bind("workspace", WorkspaceSettings.class, Map.of()))
        .isEqualTo(new WorkspaceSettings(200, 1_000_000, Duration.ofDays(30)));
    assertThat(bind("output", OutputSettings.class, Map.of()))
        .isEqualTo(
            new OutputSettings(
                DataSize.ofKilobytes(64),
                2,
                10,
                100,
                500,
                20_000,
                "Claude Code Runner",
                "claude-code-runner@localhost"));
    assertThat(bind("checks", CheckSettings.class, Map.of()))
        .isEqualTo(
            new CheckSettings(
                20, DataSize.ofKilobytes(16), 2, 20, Duration.ofMinutes(10), Duration.ofHours(6)));
    assertThat(bind("machine", MachineSettings.class, Map.of()))
        .isEqualTo(
            new MachineSettings(
                DataSize.ofGigabytes(64), new BigDecimal("64"), DataSize.ofTerabytes(1), 32768));
  }

  @Test
  void readEveryValue() {
    assertThat(
            bind(
                "content",
                ContentSettings.class,
                Map.of(
                    "max-parts", "1",
                    "max-image", "2B",
                    "max-document", "3B",
                    "max-total", "4B",
                    "max-title", "5")))
        .isEqualTo(
            new ContentSettings(
                1, DataSize.ofBytes(2), DataSize.ofBytes(3), DataSize.ofBytes(4), 5));
    assertThat(
            bind(
                "workspace",
                WorkspaceSettings.class,
                Map.of("max-files", "1", "max-depth", "2", "max-keep-for", "3m")))
        .isEqualTo(new WorkspaceSettings(1, 2, Duration.ofMinutes(3)));
    assertThat(
            bind(
                "output",
                OutputSettings.class,
                Map.of(
                    "max-schema", "1B",
                    "default-repairs", "2",
                    "max-repairs", "3",
                    "max-artifacts", "4",
                    "max-glob", "5",
                    "max-message", "6",
                    "author-name", "seven",
                    "author-email", "e@ight")))
        .isEqualTo(new OutputSettings(DataSize.ofBytes(1), 2, 3, 4, 5, 6, "seven", "e@ight"));
    assertThat(
            bind(
                "checks",
                CheckSettings.class,
                Map.of(
                    "max-checks", "1",
                    "max-command", "2B",
                    "default-rounds", "3",
                    "max-rounds", "4",
                    "default-timeout", "5s",
                    "max-timeout", "6s")))
        .isEqualTo(
            new CheckSettings(
                1, DataSize.ofBytes(2), 3, 4, Duration.ofSeconds(5), Duration.ofSeconds(6)));
    assertThat(
            bind(
                "machine",
                MachineSettings.class,
                Map.of(
                    "max-memory", "1B", "max-cpus", "2", "max-disk", "3B", "max-processes", "44")))
        .isEqualTo(
            new MachineSettings(DataSize.ofBytes(1), new BigDecimal("2"), DataSize.ofBytes(3), 44));
  }

  @Test
  void refuseADefaultAboveTheMostAndShowBoth() {
    assertThatThrownBy(() -> bind("checks", CheckSettings.class, Map.of("default-timeout", "7h")))
        .rootCause()
        .hasMessageContaining("PT7H")
        .hasMessageContaining("PT6H");
    assertThatThrownBy(() -> bind("checks", CheckSettings.class, Map.of("default-rounds", "21")))
        .rootCause()
        .hasMessageContaining("21")
        .hasMessageContaining("20");
    assertThatThrownBy(() -> bind("output", OutputSettings.class, Map.of("default-repairs", "11")))
        .rootCause()
        .hasMessageContaining("11")
        .hasMessageContaining("10");
    assertThatThrownBy(() -> bind("output", OutputSettings.class, Map.of("max-schema", "128KB")))
        .rootCause()
        .hasMessageContaining("131072");
  }

  private static <T> T bind(String feature, Class<T> type, Map<String, String> values) {
    var properties = new java.util.HashMap<String, String>();
    values.forEach((name, value) -> properties.put("ccr.runs." + feature + "." + name, value));
    return SettingsBinding.bind("ccr.runs." + feature, type, properties);
  }
}
