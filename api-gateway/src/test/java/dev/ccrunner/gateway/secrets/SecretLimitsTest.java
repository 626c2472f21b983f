package dev.ccrunner.gateway.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.SettingsBinding;
import dev.ccrunner.infra.secret.SecretSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SecretLimitsTest {
  private static final String PREFIX = "ccr.secrets.limits";

  @Test
  void haveDefaults() {
    assertThat(SettingsBinding.bind(PREFIX, SecretLimits.class, Map.of()))
        .isEqualTo(
            new SecretLimits(
                500, DataSize.ofKilobytes(32), 500, 20, List.of(), Duration.ofSeconds(10)));
    assertThat(SettingsBinding.bind("ccr.secrets", SecretSettings.class, Map.of()))
        .isEqualTo(new SecretSettings(null, "", null, 8, 50, 24));
  }

  @Test
  void readEveryValue() {
    var limits =
        Map.of(
            PREFIX + ".max-per-team", "1",
            PREFIX + ".max-value", "2KB",
            PREFIX + ".max-description", "3",
            PREFIX + ".max-hosts", "4",
            PREFIX + ".provider-hosts", "a,b",
            PREFIX + ".rewrap-every", "5s");
    var settings =
        Map.of(
            "ccr.secrets.key-file", "/keys",
            "ccr.secrets.seal-with", "2",
            "ccr.secrets.mask-from", "6",
            "ccr.secrets.max-per-run", "7",
            "ccr.secrets.hint-from", "30");

    assertThat(SettingsBinding.bind(PREFIX, SecretLimits.class, limits))
        .isEqualTo(
            new SecretLimits(
                1, DataSize.ofKilobytes(2), 3, 4, List.of("a", "b"), Duration.ofSeconds(5)));
    assertThat(SettingsBinding.bind("ccr.secrets", SecretSettings.class, settings))
        .isEqualTo(new SecretSettings(Path.of("/keys"), "", 2, 6, 7, 30));
  }

  @Test
  void refuseWhatCannotWork() {
    assertThatThrownBy(() ->
            SettingsBinding.bind(PREFIX, SecretLimits.class, Map.of(PREFIX + ".max-value", "1MB")))
        .rootCause()
        .hasMessageContaining("max-value");
    assertThatThrownBy(() ->
            SettingsBinding.bind(
                "ccr.secrets", SecretSettings.class, Map.of("ccr.secrets.mask-from", "1")))
        .rootCause()
        .hasMessageContaining("mask-from");
  }
}
