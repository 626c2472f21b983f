package dev.ccrunner.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RealClaudeTest {
  @Test
  void isTheProgramThatIsNamed() {
    var environment = Map.of("CCR_CLAUDE_BIN", "/opt/claude", "CI", "true");

    assertThat(RealClaude.binary(environment)).isEqualTo(Path.of("/opt/claude"));
  }

  @Test
  void leavesATestOutWhereNoneIsNamed() {
    assertThatThrownBy(() -> RealClaude.binary(Map.of())).isInstanceOf(TestAbortedException.class);
    assertThatThrownBy(() -> RealClaude.binary(Map.of("CCR_CLAUDE_BIN", "")))
        .isInstanceOf(TestAbortedException.class);
  }

  @Test
  void leavesNothingOutInCi() {
    assertThatThrownBy(() -> RealClaude.binary(Map.of("CI", "true")))
        .isInstanceOf(AssertionFailedError.class)
        .hasMessageContaining("CCR_CLAUDE_BIN");
  }
}
