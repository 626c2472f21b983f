package dev.ccrunner.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.worker.claudecode.EventLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class EventSettingsTest {

  @Test
  void haveTheLimitsOfTheRecordedTranscriptsAsDefaults() {
    assertThat(bind(Map.of()).limits(DataSize.ofMegabytes(64))).isEqualTo(EventLimits.DEFAULTS);
  }

  @Test
  void takeEveryValue() {
    var limits =
        bind(Map.of(
                "ccr.worker.events.max-value", "3KB",
                "ccr.worker.events.max-structure", "4KB",
                "ccr.worker.events.head", "2KB",
                "ccr.worker.events.max-detail", "1KB"))
            .limits(DataSize.ofKilobytes(5));

    assertThat(limits).isEqualTo(new EventLimits(5 << 10, 3 << 10, 4 << 10, 2 << 10, 1 << 10));
  }

  @Test
  void sayWhichOfTwoDoesNotFitTheOther() {
    assertThatThrownBy(() -> bind(Map.of("ccr.worker.events.head", "300KB")))
        .rootCause()
        .hasMessage(
            "ccr.worker.events.head: expected 0B to 262144B (ccr.worker.events.max-value), found"
                + " 307200B");
  }

  @Test
  void refuseAStructureThatNoLineCanHold() {
    assertThatThrownBy(() -> bind(Map.of("ccr.worker.events.max-structure", "65MB")))
        .rootCause()
        .hasMessageStartingWith("ccr.worker.events.max-structure: expected at most");
  }

  private static EventSettings bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("ccr.worker.events", EventSettings.class);
  }
}
