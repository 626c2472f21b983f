package dev.ccrunner.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
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

  @Test
  void listsEachWayInWhichARequestIsRefused() throws Exception {
    var text = new StringBuilder("\n| code | status | meaning | retryable |\n|---|---|---|---|\n");
    for (var code : errorCodes()) {
      text.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(
                  answer(code, "wireName"),
                  answer(code, "status"),
                  answer(code, "title"),
                  answer(code, "retryable").equals("true") ? "yes" : "no"));
    }
    text.append('\n');

    new DrawnPart("docs/troubleshooting.md", "written from ErrorCode").mustBe(text.toString());
  }

  /** By name, since it is the gateway's own: none while there is no gateway. */
  private static List<?> errorCodes() {
    try {
      return List.of(Class.forName("dev.ccrunner.gateway.problem.ErrorCode").getEnumConstants());
    } catch (ClassNotFoundException _) {
      return List.of();
    }
  }

  private static String answer(Object code, String question) throws ReflectiveOperationException {
    return String.valueOf(code.getClass().getMethod(question).invoke(code));
  }
}
