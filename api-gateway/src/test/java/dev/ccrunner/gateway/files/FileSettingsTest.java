package dev.ccrunner.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class FileSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.files", FileSettings.class, Map.of()))
        .isEqualTo(
            new FileSettings(
                DataSize.ofMegabytes(512),
                Duration.ofDays(30),
                Duration.ofDays(365),
                64,
                Duration.ofHours(1)));
    assertThat(SettingsBinding.bind("ccr.blobs.collection", CollectionSettings.class, Map.of()))
        .isEqualTo(
            new CollectionSettings(
                Duration.ofMinutes(10), 50, Duration.ofDays(90), Duration.ofHours(6)));
  }

  @Test
  void canBeSet() {
    assertThat(
            SettingsBinding.bind(
                "ccr.files",
                FileSettings.class,
                Map.of(
                    "ccr.files.max-size", "1MB",
                    "ccr.files.keep", "1h",
                    "ccr.files.max-keep", "2h",
                    "ccr.files.max-uploads", "3",
                    "ccr.files.upload-within", "4s")))
        .isEqualTo(
            new FileSettings(
                DataSize.ofMegabytes(1),
                Duration.ofHours(1),
                Duration.ofHours(2),
                3,
                Duration.ofSeconds(4)));
    assertThat(
            SettingsBinding.bind(
                "ccr.blobs.collection",
                CollectionSettings.class,
                Map.of(
                    "ccr.blobs.collection.every", "1s",
                    "ccr.blobs.collection.batch", "2",
                    "ccr.blobs.collection.keep-outputs", "5d",
                    "ccr.blobs.collection.strays-every", "3s")))
        .isEqualTo(
            new CollectionSettings(
                Duration.ofSeconds(1), 2, Duration.ofDays(5), Duration.ofSeconds(3)));
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatThrownBy(() ->
            SettingsBinding.bind("ccr.files", FileSettings.class, Map.of("ccr.files.keep", "400d")))
        .rootCause()
        .hasMessageContaining("ccr.files.max-keep");
    assertThatThrownBy(() ->
            SettingsBinding.bind(
                "ccr.files", FileSettings.class, Map.of("ccr.files.max-size", "0B")))
        .rootCause()
        .hasMessageContaining("ccr.files.max-size");
  }
}
