package dev.ccrunner.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {

  @Test
  void takesPlainQuotedAndExportedValues() {
    var settings =
        EnvFile.parse(
            """
            # a comment
            CCR_A=plain
              export CCR_B = "with spaces # and no comment"
            CCR_C='single $quoted'
            CCR_D=value # a comment behind
            CCR_E=a=b#c
            CCR_EMPTY=
            """,
            ".env");

    assertThat(settings)
        .containsEntry("CCR_A", "plain")
        .containsEntry("CCR_B", "with spaces # and no comment")
        .containsEntry("CCR_C", "single $quoted")
        .containsEntry("CCR_D", "value")
        .containsEntry("CCR_E", "a=b#c")
        .containsEntry("CCR_EMPTY", "")
        .hasSize(6);
  }

  @Test
  void passesOverWhatIsNotOurs() {
    assertThat(EnvFile.parse("ANTHROPIC_API_KEY=sk-theirs\nCLAUDE_CONFIG_DIR=/x\nPATH=/y", ".env"))
        .isEmpty();
  }

  @Test
  void understandsWindowsLineEnds() {
    assertThat(EnvFile.parse("CCR_A=one\r\nCCR_B=two\r\n", ".env"))
        .containsEntry("CCR_A", "one")
        .containsEntry("CCR_B", "two");
  }

  @Test
  void namesTheLineThatIsWrongWithoutShowingIt() {
    assertThatThrownBy(() -> EnvFile.parse("CCR_A=1\nsk-secret-without-a-name", "x/.env"))
        .isInstanceOf(SettingsInvalid.class)
        .hasMessageContaining("x/.env, line 2")
        .hasMessageNotContaining("secret");
  }

  @Test
  void refusesAQuoteThatIsNotClosed() {
    assertThatThrownBy(() -> EnvFile.parse("CCR_A=\"half", ".env"))
        .hasMessageContaining("line 1")
        .hasMessageContaining("CCR_A")
        .hasMessageNotContaining("half");
  }

  @Test
  void isEmptyWhenThereIsNoFile(@TempDir Path folder) {
    assertThat(EnvFile.read(folder.resolve(".env"))).isEmpty();
  }
}
