package dev.ccrunner.infra.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class Utf8FileNamesTest {
  @Test
  void endsTheStartWhereTheMachineHasNoLocale() {
    assertThatThrownBy(() -> new Utf8FileNames("ANSI_X3.4-1968").check())
        .hasMessageContaining("ANSI_X3.4-1968")
        .hasMessageContaining("LC_ALL=C.UTF-8");
  }

  @Test
  void ourOwnProgramsCanNameAnyFile() {
    assertThatCode(() -> new Utf8FileNames().check()).doesNotThrowAnyException();
    assertThat(Path.of("grün-中文")).hasToString("grün-中文");
  }
}
