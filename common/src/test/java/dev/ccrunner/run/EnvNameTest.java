package dev.ccrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"NPM_TOKEN", "_x", "MAVEN_ARGS"})
  void letsARunSetWhatIsItsOwn(String name) {
    assertThat(EnvName.refusal(name)).isEmpty();
    assertThat(EnvName.refusalForSecret(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATH", "path", "ANTHROPIC_API_KEY", "LD_PRELOAD", "CCR_X"})
  void keepsWhatDecidesAboutTheRun(String name) {
    assertThat(EnvName.refusal(name)).contains(EnvName.Refusal.RESERVED_NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1A", "A-B", "A=B"})
  void refusesWhatIsNoName(String name) {
    assertThat(EnvName.refusal(name)).contains(EnvName.Refusal.FORM);
  }

  /** They go by argument, which every user of the machine can read. */
  @ParameterizedTest
  @ValueSource(strings = {"MALLOC_CHECK_", "GLIBC_TUNABLES", "TZDIR"})
  void hidesNoSecretInWhatTheLoaderHears(String name) {
    assertThat(EnvName.refusal(name)).isEmpty();
    assertThat(EnvName.refusalForSecret(name)).contains(EnvName.Refusal.RESERVED_NAME);
  }
}
