package dev.ccrunner.run.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelativePathTest {
  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a/b, a/b",
    "./a//b/, a/b",
    "., .",
    "./, .",
    "grün/…, grün/…",
    "-x, -x",
    "...a, ...a"
  })
  void keepsWhatStaysInside(String text, String path) {
    assertThat(RelativePath.parse(text).valid().orElseThrow()).hasToString(path);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "..",
        "../a",
        "a/..",
        "a/../../b",
        "a\\b",
        "..\\a",
        "C:a",
        "c:/a",
        "a\u0000b",
        "a\nb",
        "a\ud800"
      })
  void refusesWhatLeadsOutOrIsNoName(String text) {
    assertThat(RelativePath.parse(text).refusal()).as(text).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 3_000})
  void refusesWhatTheKernelWould(int length) {
    assertThat(RelativePath.parse("a".repeat(length)).refusal()).isPresent();
  }
}
