package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class StreamSettingsTest {

  @Test
  void hasDefaults() {
    assertThat(bind(Map.of()))
        .isEqualTo(
            new StreamSettings(
                50_000,
                Duration.ofSeconds(15),
                Duration.ofMinutes(2),
                Duration.ofSeconds(2),
                DataSize.ofKilobytes(4),
                64,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(250),
                new StreamSettings.Socket(4_096, DataSize.ofKilobytes(256)),
                new StreamSettings.Feed(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(1),
                    4_096,
                    DataSize.ofMegabytes(4)),
                new StreamSettings.Window(
                    1_024, DataSize.ofMegabytes(1), DataSize.ofMegabytes(64), 64),
                new StreamSettings.Replay(200, DataSize.ofKilobytes(64), 16, 5_000),
                new StreamSettings.Goodbye(
                    Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(1))));
  }

  @Test
  void everyKeyIsRead() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("max-streams", "1");
    properties.put("heartbeat", "2s");
    properties.put("write-deadline", "3s");
    properties.put("retry", "4s");
    properties.put("output-buffer", "5B");
    properties.put("writers-turn", "26");
    properties.put("housekeeping", "6s");
    properties.put("recheck", "27s");
    properties.put("session-look", "28s");
    properties.put("socket.accept-queue", "24");
    properties.put("socket.send-buffer", "25B");
    properties.put("feed.join-timeout", "7s");
    properties.put("feed.compare-every", "8s");
    properties.put("feed.poll-min", "9s");
    properties.put("feed.poll-max", "10s");
    properties.put("feed.backlog", "11");
    properties.put("feed.backlog-bytes", "12B");
    properties.put("window.frames", "13");
    properties.put("window.bytes", "14B");
    properties.put("window.total-bytes", "15B");
    properties.put("window.delta-lag", "16");
    properties.put("replay.page", "17");
    properties.put("replay.bytes", "18B");
    properties.put("replay.concurrency", "19");
    properties.put("replay.scan", "20");
    properties.put("goodbye.retry-min", "21s");
    properties.put("goodbye.retry-max", "22s");
    properties.put("goodbye.grace", "23s");

    assertThat(bind(properties))
        .isEqualTo(
            new StreamSettings(
                1,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(4),
                DataSize.ofBytes(5),
                26,
                Duration.ofSeconds(6),
                Duration.ofSeconds(27),
                Duration.ofSeconds(28),
                new StreamSettings.Socket(24, DataSize.ofBytes(25)),
                new StreamSettings.Feed(
                    Duration.ofSeconds(7),
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(10),
                    11,
                    DataSize.ofBytes(12)),
                new StreamSettings.Window(13, DataSize.ofBytes(14), DataSize.ofBytes(15), 16),
                new StreamSettings.Replay(17, DataSize.ofBytes(18), 19, 20),
                new StreamSettings.Goodbye(
                    Duration.ofSeconds(21), Duration.ofSeconds(22), Duration.ofSeconds(23))));
  }

  @Test
  void saysWhichKeysDisagree() {
    assertThatThrownBy(() -> bind(Map.of("feed.poll-min", "3s")))
        .rootCause()
        .hasMessage(
            "Expected ccr.stream.feed.poll-max >= ccr.stream.feed.poll-min, but found PT1S and PT3S");
  }

  private static StreamSettings bind(Map<String, String> properties) {
    Map<String, String> full = new LinkedHashMap<>();
    properties.forEach((key, value) -> full.put("ccr.stream." + key, value));
    return new Binder(new MapConfigurationPropertySource(full))
        .bindOrCreate("ccr.stream", StreamSettings.class);
  }
}
