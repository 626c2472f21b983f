package dev.ccrunner.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.SettingsBinding;
import jakarta.validation.ConstraintViolationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispatchSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.dispatch", DispatchSettings.class, Map.of()))
        .isEqualTo(
            new DispatchSettings(
                1000,
                Duration.ofMillis(500),
                Duration.ofMillis(250),
                500,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                100,
                Duration.ofSeconds(1),
                100,
                3));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.dispatch.max-bells-in-flight", "1"),
            Map.entry("ccr.dispatch.relay-after", "2ms"),
            Map.entry("ccr.dispatch.relay-every", "3ms"),
            Map.entry("ccr.dispatch.relay-batch", "4"),
            Map.entry("ccr.dispatch.ring-again-after", "5ms"),
            Map.entry("ccr.dispatch.topic-every", "6ms"),
            Map.entry("ccr.dispatch.reap-every", "7ms"),
            Map.entry("ccr.dispatch.reap-lease", "8ms"),
            Map.entry("ccr.dispatch.reap-batch", "9"),
            Map.entry("ccr.dispatch.expire-every", "10ms"),
            Map.entry("ccr.dispatch.expire-batch", "11"),
            Map.entry("ccr.dispatch.poison-after", "12"));

    assertThat(SettingsBinding.bind("ccr.dispatch", DispatchSettings.class, values))
        .isEqualTo(
            new DispatchSettings(
                1,
                Duration.ofMillis(2),
                Duration.ofMillis(3),
                4,
                Duration.ofMillis(5),
                Duration.ofMillis(6),
                Duration.ofMillis(7),
                Duration.ofMillis(8),
                9,
                Duration.ofMillis(10),
                11,
                12));
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay-every", "reap-every", "topic-every", "expire-every"})
  void refusesALoopWithoutAPause(String setting) {
    var values = Map.of("ccr.dispatch." + setting, "0s");

    assertThatThrownBy(() -> SettingsBinding.bind("ccr.dispatch", DispatchSettings.class, values))
        .isInstanceOf(ConstraintViolationException.class)
        .hasMessageContaining("Every");
  }
}
