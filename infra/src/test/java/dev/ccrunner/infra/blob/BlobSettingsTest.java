package dev.ccrunner.infra.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.util.unit.DataSize;

class BlobSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(bind("ccr.blobs", BlobSettings.class, Map.of()))
        .isEqualTo(
            new BlobSettings(
                BlobSettings.Store.DIRECTORY,
                null,
                null,
                DataSize.ofGigabytes(50),
                Duration.ofHours(24)));
    assertThat(bind("ccr.blobs.s3", S3Settings.class, Map.of()))
        .isEqualTo(
            new S3Settings(
                null,
                "us-east-1",
                "",
                "",
                "",
                "",
                false,
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(16),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                3));
  }

  @Test
  void canBeSet() {
    assertThat(
            bind(
                "ccr.blobs",
                BlobSettings.class,
                Map.of(
                    "store", "s3",
                    "directory", "/srv/blobs",
                    "incoming", "/srv/incoming",
                    "quota-per-team", "1GB",
                    "unreferenced-for", "2h")))
        .isEqualTo(
            new BlobSettings(
                BlobSettings.Store.S3,
                Path.of("/srv/blobs"),
                Path.of("/srv/incoming"),
                DataSize.ofGigabytes(1),
                Duration.ofHours(2)));
    var s3 = new HashMap<String, String>();
    s3.put("endpoint", "https://s3.example.org");
    s3.put("region", "eu-west-1");
    s3.put("bucket", "b");
    s3.put("prefix", "p/");
    s3.put("access-key", "a");
    s3.put("secret-key", "s");
    s3.put("path-style", "true");
    s3.put("multipart-from", "100MB");
    s3.put("part-size", "50MB");
    s3.put("connect-timeout", "1s");
    s3.put("read-timeout", "2s");
    s3.put("attempts", "5");
    assertThat(bind("ccr.blobs.s3", S3Settings.class, s3))
        .isEqualTo(
            new S3Settings(
                URI.create("https://s3.example.org"),
                "eu-west-1",
                "b",
                "p/",
                "a",
                "s",
                true,
                DataSize.ofMegabytes(100),
                DataSize.ofMegabytes(50),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                5));
  }

  @Test
  void refusesWhatCannotWork() {
    assertThatThrownBy(() -> bind("ccr.blobs", BlobSettings.class, Map.of("quota-per-team", "0B")))
        .rootCause()
        .hasMessageContaining("ccr.blobs.quota-per-team");
    assertThatThrownBy(() -> bind("ccr.blobs.s3", S3Settings.class, Map.of("part-size", "1MB")))
        .rootCause()
        .hasMessageContaining("ccr.blobs.s3.part-size");
  }

  @Test
  void findsAwsByItsRegion() {
    var settings = bind("ccr.blobs.s3", S3Settings.class, Map.of("region", "eu-west-1"));

    assertThat(settings.address()).isEqualTo(URI.create("https://s3.eu-west-1.amazonaws.com"));
  }

  private static <T> T bind(String prefix, Class<T> type, Map<String, String> values) {
    var named = new HashMap<String, String>();
    values.forEach((key, value) -> named.put(prefix + "." + key, value));
    return new Binder(
            List.of(new MapConfigurationPropertySource(named)),
            null,
            ApplicationConversionService.getSharedInstance())
        .bindOrCreate(prefix, type);
  }
}
