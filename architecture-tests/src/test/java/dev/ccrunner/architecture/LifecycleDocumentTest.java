package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.LifecycleDiagram;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunTransition;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LifecycleDocumentTest {
  private static final String DOCUMENT = "docs/run-lifecycle.md";

  @Test
  void drawsTheTableOfTransitions() throws IOException {
    new DrawnPart(DOCUMENT, "drawn from RunTransition")
        .mustBe("```mermaid\n" + LifecycleDiagram.mermaid() + "```\n");
  }

  @Test
  void hasASentenceForEachStatusAndTransition() throws IOException {
    String text = Files.readString(Repository.ROOT.resolve(DOCUMENT));

    for (var status : RunStatus.values()) {
      assertThat(text).contains("\n| `" + status.wireName() + "` | ");
    }
    for (var transition : RunTransition.values()) {
      assertThat(text).contains("\n| `" + transition.name().toLowerCase(Locale.ROOT) + "` | ");
    }
  }
}
