package dev.ccrunner.worker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class WorkerHealthSettingsTest {
  @Test
  void hasADefaultAndReadsItsValue() {
    assertThat(bound(Map.of())).isEqualTo(new WorkerHealthSettings(Duration.ofSeconds(1)));
    assertThat(bound(Map.of("ccr.worker.health.timeout", "2s")))
        .isEqualTo(new WorkerHealthSettings(Duration.ofSeconds(2)));
  }

  @Test
  void refusesToWaitForNoTimeAtAll() {
    assertThatThrownBy(() -> bound(Map.of("ccr.worker.health.timeout", "0s")))
        .rootCause()
        .hasMessageContaining("above 0");
  }

  private static WorkerHealthSettings bound(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("ccr.worker.health", WorkerHealthSettings.class);
  }
}
