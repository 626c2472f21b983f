package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TroubleshootingDocumentTest {
  private static final Pattern CODE = Pattern.compile("(?m)^### `([a-z_]+)`$");

  @Test
  void hasAPieceOfAdviceForEachFailureOfARun() throws IOException {
    String text = Files.readString(Repository.ROOT.resolve("docs/troubleshooting.md"));

    assertThat(CODE.matcher(text).results().map(heading -> heading.group(1)))
        .containsExactlyElementsOf(
            Arrays.stream(FailureCode.values()).map(FailureCode::wireName).toList());
  }
}
