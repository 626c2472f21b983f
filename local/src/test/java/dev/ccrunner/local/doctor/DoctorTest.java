package dev.ccrunner.local.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.local.doctor.Finding.Mark;
import dev.ccrunner.local.settings.Context;
import dev.ccrunner.local.settings.DataPlace;
import dev.ccrunner.local.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {

  @TempDir private Path folder;

  private Context context(Map<String, String> settings) {
    return new Context(Map.of(), new DataPlace(folder), new Settings(settings));
  }

  private Checks checks(Map<String, String> settings) {
    return new Checks(context(settings));
  }

  @Test
  void saysWhatToDoAboutATakenPort() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var finding = checks(Map.of()).port(taken.getLocalPort());

      assertThat(finding.mark()).isEqualTo(Mark.BROKEN);
      assertThat(finding.line()).startsWith("✗ Port").contains("--port");
    }
  }

  @Test
  void saysWhatIsWrongWithTheNamedClaude() {
    var finding = checks(Map.of("CCR_CLAUDE_BIN", folder.resolve("none").toString())).claudeCode();

    assertThat(finding.mark()).isEqualTo(Mark.BROKEN);
    assertThat(finding.text()).contains("CCR_CLAUDE_BIN").contains("no such file");
  }

  @Test
  void doesNotMakeTheDataFolder() {
    var later = folder.resolve("a/b");
    var context = new Context(Map.of(), new DataPlace(later), new Settings(Map.of()));

    assertThat(new Checks(context).dataFolder().mark()).isEqualTo(Mark.FINE);
    assertThat(later.getParent()).doesNotExist();
  }

  @Test
  void seesThatTheDataFolderCannotBe() throws IOException {
    var file = Files.createFile(folder.resolve("file"));
    var context = new Context(Map.of(), new DataPlace(file.resolve("x")), new Settings(Map.of()));

    assertThat(new Checks(context).dataFolder().mark()).isEqualTo(Mark.BROKEN);
  }

  @Test
  void warnsOfLittleMemory() {
    assertThat(Checks.memory(500_000_000).mark()).isEqualTo(Mark.NOTE);
    assertThat(Checks.memory(8_000_000_000L).mark()).isEqualTo(Mark.FINE);
  }

  @Test
  void hasTheDemoModelBuiltIn() {
    assertThat(new ModelCheck(context(Map.of())).look().line())
        .startsWith("✓")
        .contains("demo model");
  }

  @Test
  void asksTheProviderWithoutShowingTheKey() throws IOException {
    try (var model = DemoModel.start(DemoModelOptions.forTests().withRequiredApiKey("right"))) {
      var finding =
          new ModelCheck(
                  context(
                      Map.of(
                          "CCR_MODEL_BASE_URL",
                          model.baseUrl().toString(),
                          "CCR_ANTHROPIC_API_KEY",
                          "sk-wrong-secret")))
              .look();

      assertThat(finding.line())
          .contains(model.baseUrl().toString())
          .doesNotContain("sk-wrong-secret");
    }
  }

  @Test
  void tellsAWrongKeyFromAGatewayWithoutAModelList() {
    var base = URI.create("https://gateway.example");

    assertThat(ModelCheck.judge(base, "k", 401).mark()).isEqualTo(Mark.BROKEN);
    assertThat(ModelCheck.judge(base, "k", 401).text())
        .contains("401")
        .contains("CCR_ANTHROPIC_API_KEY");
    assertThat(ModelCheck.judge(base, "k", 404).mark()).isEqualTo(Mark.FINE);
    assertThat(ModelCheck.judge(base, "k", 529).mark()).isEqualTo(Mark.NOTE);
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int closed;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      closed = socket.getLocalPort();
    }

    var finding =
        new ModelCheck(context(Map.of("CCR_MODEL_BASE_URL", "http://127.0.0.1:" + closed))).look();

    assertThat(finding.mark()).isEqualTo(Mark.BROKEN);
    assertThat(finding.text()).contains("no connection");
  }
}
