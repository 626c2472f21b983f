package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTextTest {
  @ParameterizedTest
  @CsvSource({
    "1Ki, 1024, 1Ki",
    "512Mi, 536870912, 512Mi",
    "1024Mi, 1073741824, 1Gi",
    "2Gi, 2147483648, 2Gi",
    "1536Mi, 1610612736, 1536Mi",
    "999999Ti, 1099510528264372224, 999999Ti",
    "0Gi, 0, 0Ki"
  })
  void readsAndWrites(String text, long bytes, String written) {
    assertThat(SizeText.parse(text)).contains(bytes);
    assertThat(SizeText.format(bytes)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "2", "Gi", "2G", "2GB", "-1Gi", "1.5Gi", "2gi", "1000000Ti", "2 Gi"})
  void refusesOtherForms(String text) {
    assertThat(SizeText.parse(text)).isEmpty();
  }
}
