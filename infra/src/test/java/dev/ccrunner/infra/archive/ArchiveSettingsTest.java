package dev.ccrunner.infra.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class ArchiveSettingsTest {
  @Test
  void haveTheirDefaults() {
    assertThat(bound(Map.of())).isEqualTo(ArchiveSettings.defaults());
  }

  @Test
  void takeEveryValue() {
    var prefix = "ccr.archives.";

    assertThat(
            bound(
                Map.of(
                    prefix + "max-entries", "1",
                    prefix + "max-entry-size", "2KB",
                    prefix + "max-size", "3KB",
                    prefix + "max-ratio", "4",
                    prefix + "ratio-from", "5KB",
                    prefix + "max-depth", "6")))
        .isEqualTo(
            new ArchiveSettings(
                1,
                DataSize.ofKilobytes(2),
                DataSize.ofKilobytes(3),
                4,
                DataSize.ofKilobytes(5),
                6));
  }

  private static ArchiveSettings bound(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("ccr.archives", ArchiveSettings.class);
  }
}
