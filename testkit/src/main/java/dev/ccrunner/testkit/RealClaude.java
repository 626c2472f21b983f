package dev.ccrunner.testkit;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;

/** The real Claude Code, for the tests that nothing else can stand in for. */
public final class RealClaude {
  private static final String VARIABLE = "CCR_CLAUDE_BIN";

  private RealClaude() {}

  /**
   * Its program. Where nobody has named one, the test that asks is left out; but not in CI, where a
   * test that is left out would look like one that passed.
   */
  public static Path binary() {
    return binary(System.getenv());
  }

  static Path binary(Map<String, String> environment) {
    var named = environment.getOrDefault(VARIABLE, "");
    if (named.isEmpty() && "true".equals(environment.get("CI"))) {
      fail(
          "Expected %s to name the real Claude Code; with CI=true nothing is left out"
              .formatted(VARIABLE));
    }
    assumeTrue(!named.isEmpty(), VARIABLE + " names no Claude Code; ./ccr test fetches one");
    return Path.of(named);
  }
}
