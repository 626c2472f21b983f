package dev.ccrunner.infra.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RedisLogSettingsTest {

  @Test
  void hasDefaults() {
    assertThat(bind(Map.of()))
        .isEqualTo(
            new RedisLogSettings(
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                4_096,
                Duration.ofHours(24),
                Duration.ofMinutes(10),
                1_000));
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            bind(
                Map.of(
                    "ccr.redis-log.command-timeout", "1s",
                    "ccr.redis-log.probe-interval", "2s",
                    "ccr.redis-log.max-in-flight", "3",
                    "ccr.redis-log.ttl", "4h",
                    "ccr.redis-log.keep-ended", "6m",
                    "ccr.redis-log.keep-tail", "5")))
        .isEqualTo(
            new RedisLogSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                3,
                Duration.ofHours(4),
                Duration.ofMinutes(6),
                5));
  }

  @Test
  void saysWhichKeyIsWrong() {
    assertThatThrownBy(() -> bind(Map.of("ccr.redis-log.ttl", "0s")))
        .rootCause()
        .hasMessage("ccr.redis-log.ttl must be positive, but is PT0S");
  }

  private static RedisLogSettings bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("ccr.redis-log", RedisLogSettings.class);
  }
}
