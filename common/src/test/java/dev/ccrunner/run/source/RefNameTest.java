package dev.ccrunner.run.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "main",
        "feature/new-cart",
        "v1.2.3",
        "refs/pull/7/head",
        "grün",
        "a+b",
        "release@2",
        "HEAD"
      })
  void takesWhatGitTakes(String text) {
    assertThat(RefName.parse(text).valid())
        .hasValueSatisfying(ref -> assertThat(ref).hasToString(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-x",
        "--upload-pack=touch",
        "+main",
        "main:main",
        ":main",
        "a..b",
        "..",
        "a/../b",
        "/main",
        "main/",
        "a//b",
        ".hidden",
        "a/.b",
        "main.lock",
        "a.lock/b",
        "main.",
        "a b",
        "a\tb",
        "a\nb",
        "a\u0000b",
        "a\u007fb",
        "main~1",
        "main^",
        "main^{commit}",
        "a?",
        "refs/heads/*",
        "[a]",
        "a\\b",
        "@",
        "@{-1}",
        "main@{1}",
        "a\u202eb",
        "a\ud800",
      })
  void refusesOptionsRangesPatternsAndRefspecs(String text) {
    assertThat(RefName.parse(text).refusal()).as(text).isPresent();
  }

  @Test
  void knowsCommits() {
    assertThat(ref("0123456789abcdef0123456789abcdef01234567").isCommit()).isTrue();
    assertThat(ref("0123456").isCommit()).isFalse();
    assertThat(ref("refs/tags/v1").isFull()).isTrue();
  }

  private static RefName ref(String text) {
    return RefName.parse(text).valid().orElseThrow();
  }
}
