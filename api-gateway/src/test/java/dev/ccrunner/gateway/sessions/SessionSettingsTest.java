package dev.ccrunner.gateway.sessions;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SessionSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(bind(Map.of()))
        .isEqualTo(
            new SessionSettings(
                Duration.ofDays(30),
                Duration.ofDays(365),
                200,
                200,
                20_000,
                DataSize.ofGigabytes(2),
                10_000,
                DataSize.ofMegabytes(64),
                DataSize.ofGigabytes(20),
                Duration.ofMinutes(1),
                500));
  }

  @Test
  void readsEveryValue() {
    assertThat(
            bind(
                Map.ofEntries(
                    entry("ccr.sessions.expires-after", "1d"),
                    entry("ccr.sessions.max-expires-after", "2d"),
                    entry("ccr.sessions.max-name-length", "3"),
                    entry("ccr.sessions.max-search-length", "4"),
                    entry("ccr.sessions.search-rows", "5"),
                    entry("ccr.sessions.max-import-size", "8B"),
                    entry("ccr.sessions.max-import-files", "9"),
                    entry("ccr.sessions.max-import-line", "10B"),
                    entry("ccr.sessions.max-import-workspace", "11B"),
                    entry("ccr.sessions.housekeeping-every", "6s"),
                    entry("ccr.sessions.housekeeping-batch", "7"))))
        .isEqualTo(
            new SessionSettings(
                Duration.ofDays(1),
                Duration.ofDays(2),
                3,
                4,
                5,
                DataSize.ofBytes(8),
                9,
                DataSize.ofBytes(10),
                DataSize.ofBytes(11),
                Duration.ofSeconds(6),
                7));
  }

  @Test
  void saysWhichSettingsDisagree() {
    assertThatThrownBy(() -> bind(Map.of("ccr.sessions.max-expires-after", "1d")))
        .rootCause()
        .hasMessageContaining("expires-after");
  }

  private static SessionSettings bind(Map<String, String> values) {
    return SettingsBinding.bind("ccr.sessions", SessionSettings.class, values);
  }
}
