package dev.ccrunner.e2e;

import dev.ccrunner.testkit.RealClaude;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One installation with the real Claude Code for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnRealClaude {
  @TempDir static Path folder;
  private Optional<Stack> started = Optional.empty();

  @BeforeAll
  void start() throws Exception {
    started = Optional.of(Stack.start(folder, RealClaude.binary()));
  }

  @AfterAll
  void stop() {
    started.ifPresent(Stack::close);
  }

  final Stack stack() {
    return started.orElseThrow();
  }

  final ApiClient client() {
    return stack().client();
  }
}
