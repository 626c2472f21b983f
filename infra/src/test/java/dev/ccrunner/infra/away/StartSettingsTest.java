package dev.ccrunner.infra.away;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class StartSettingsTest {
  @Test
  void hasDefaultsAndReadsEveryValue() {
    assertThat(bound(Map.of()))
        .isEqualTo(new StartSettings(Duration.ofSeconds(1), Duration.ofSeconds(3)));
    assertThat(bound(Map.of("ccr.start.retry-every", "2s", "ccr.start.connect-timeout", "4s")))
        .isEqualTo(new StartSettings(Duration.ofSeconds(2), Duration.ofSeconds(4)));
  }

  @Test
  void refusesToAskWithoutAPauseOrWithLessThanTheDriverCanCount() {
    assertThatThrownBy(() -> bound(Map.of("ccr.start.retry-every", "0s")))
        .rootCause()
        .hasMessageContaining("ccr.start.retry-every above 0");
    assertThatThrownBy(() -> bound(Map.of("ccr.start.connect-timeout", "900ms")))
        .rootCause()
        .hasMessageContaining("connect-timeout of at least 1s");
  }

  private static StartSettings bound(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("ccr.start", StartSettings.class);
  }
}
