package dev.ccrunner.local.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

  @TempDir private Path folder;

  @Test
  void prefersTheEnvironmentThenTheWorkingFolderThenTheDataFolder() throws IOException {
    var here = Files.createDirectory(folder.resolve("here"));
    var data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(here.resolve(".env"), "CCR_A=here\nCCR_B=here\n");
    Files.writeString(data.resolve(".env"), "CCR_A=data\nCCR_B=data\nCCR_C=data\n");

    var settings = Settings.of(Map.of("CCR_A", "environment"), here).orElse(data.resolve(".env"));

    assertThat(settings.get("CCR_A")).contains("environment");
    assertThat(settings.get("CCR_B")).contains("here");
    assertThat(settings.get("CCR_C")).contains("data");
  }

  @Test
  void neverTakesAmbientKeysAndSignIns() {
    var settings =
        Settings.of(Map.of("ANTHROPIC_API_KEY", "theirs", "CLAUDE_CONFIG_DIR", "theirs"), folder);

    assertThat(settings.values()).isEmpty();
  }

  @Test
  void showsNoValues() {
    assertThat(new Settings(Map.of("CCR_ANTHROPIC_API_KEY", "sk-secret")).toString())
        .contains("CCR_ANTHROPIC_API_KEY")
        .doesNotContain("sk-secret");
  }

  @Test
  void saysWhichAddressIsNone() {
    var settings = new Settings(Map.of("CCR_MODEL_BASE_URL", "localhost:9000"));

    assertThatThrownBy(() -> settings.uri("CCR_MODEL_BASE_URL"))
        .hasMessageContaining("CCR_MODEL_BASE_URL")
        .hasMessageContaining("localhost:9000");
  }

  @Test
  void passesOnOnlyWhatOthersNeed() {
    var environment =
        Map.of(
            "PATH", "/bin",
            "https_proxy", "http://proxy",
            "npm_config_registry", "http://mirror",
            "CCR_DATA", "/d",
            "ANTHROPIC_API_KEY", "theirs",
            "CLAUDE_CODE_OAUTH_TOKEN", "theirs",
            "AWS_SECRET_ACCESS_KEY", "theirs");

    assertThat(Ambient.forLocalProgram(environment)).containsOnlyKeys("PATH");
    assertThat(Ambient.forNpm(environment))
        .containsOnlyKeys("PATH", "https_proxy", "npm_config_registry");
    assertThat(Ambient.forOurselves(environment))
        .containsOnlyKeys("PATH", "https_proxy", "npm_config_registry", "CCR_DATA");
  }

  @Test
  void choosesTheDataFolderThatWasNamedFirst() {
    var settings = new Settings(Map.of("CCR_DATA", "/from/setting"));
    var home = Map.of("HOME", "/people/me");
    var shared = Map.of("HOME", "/people/me", "XDG_DATA_HOME", "/people/me/share");
    var none = new Settings(Map.of());

    assertThat(DataPlace.choose(Path.of("/named"), settings, home).root()).hasToString("/named");
    assertThat(DataPlace.choose(null, settings, home).root()).hasToString("/from/setting");
    assertThat(DataPlace.choose(null, none, shared).root())
        .hasToString("/people/me/share/claude-code-runner");
    assertThat(DataPlace.choose(null, none, home).root())
        .hasToString("/people/me/.local/share/claude-code-runner");
  }

  @Test
  void saysInOneLineThatAFolderCannotBeWritten() throws IOException {
    var file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> new DataPlace(file.resolve("data")).prepare())
        .hasMessageContaining("cannot be written")
        .hasMessageContaining("--data")
        .hasMessageNotContaining("\n");
  }
}
