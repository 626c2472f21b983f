package dev.ccrunner.demomodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DemoModelMainTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void printsItsAddressAndStays() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), DemoModelMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      var client = new ModelClient(URI.create(reader.readLine()));
      assertThat(client.get("/v1/models").status()).isEqualTo(200);
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void saysWhichFlagsThereAreWhenOneIsUnknown() {
    assertThat(exitCode("--prot", "80")).isEqualTo(2);
    assertThat(oneLine()).contains("unknown flag '--prot'").contains("--port");
  }

  @Test
  void saysWhatAFlagExpects() {
    assertThat(exitCode("--port", "high")).isEqualTo(2);
    assertThat(oneLine()).contains("--port: expected 0 to 65535, found 'high'");
  }

  @Test
  void saysThatAValueIsMissing() {
    assertThat(exitCode("--script")).isEqualTo(2);
    assertThat(oneLine()).contains("--script: expected a value");
  }

  @Test
  void saysThatThePortIsTaken() throws IOException {
    try (var other = DemoModel.start(DemoModelOptions.forTests())) {
      assertThat(exitCode("--port", Integer.toString(other.port()))).isEqualTo(1);
      assertThat(oneLine()).contains("cannot listen on 127.0.0.1:" + other.port());
    }
  }

  @Test
  void saysThatTheHostIsUnknown() {
    assertThat(exitCode("--host", "no.such.host.invalid")).isEqualTo(1);
    assertThat(oneLine()).contains("no.such.host.invalid");
  }

  @Test
  void saysWhatIsWrongWithTheScript() throws IOException {
    var script = Files.writeString(folder.resolve("s.json"), "[{\"txt\":\"x\"}]");

    assertThat(exitCode("--script", script.toString())).isEqualTo(2);
    assertThat(oneLine()).contains("unknown key 'txt'");
    assertThat(exitCode("--script", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("expected a readable file");
  }

  private int exitCode(String... args) {
    var start =
        DemoModelMain.start(
            List.of(args),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    start.model().ifPresent(DemoModel::close);
    assertThat(start.model()).isEmpty();
    return start.exitCode();
  }

  private String oneLine() {
    var lines = err.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }
}
