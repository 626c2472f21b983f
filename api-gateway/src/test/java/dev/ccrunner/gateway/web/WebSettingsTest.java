package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.SettingsBinding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class WebSettingsTest {
  @Test
  void hasDefaults() {
    assertThat(SettingsBinding.bind("ccr.web", WebSettings.class, Map.of()))
        .isEqualTo(
            new WebSettings(DataSize.ofMegabytes(2), 100, Duration.ofSeconds(60), List.of(), null));
  }

  @Test
  void readsEveryValue() {
    var values =
        Map.ofEntries(
            Map.entry("ccr.web.max-body", "1KB"),
            Map.entry("ccr.web.public-url", "https://runner.example.org"),
            Map.entry("ccr.web.max-depth", "5"),
            Map.entry("ccr.web.max-wait", "7s"),
            Map.entry("ccr.web.trusted-proxies", "10.0.0.0/8, ::1"));

    assertThat(SettingsBinding.bind("ccr.web", WebSettings.class, values))
        .isEqualTo(
            new WebSettings(
                DataSize.ofKilobytes(1),
                5,
                Duration.ofSeconds(7),
                List.of(AddressRange.valueOf("10.0.0.0/8"), AddressRange.valueOf("::1")),
                "https://runner.example.org"));
  }
}
