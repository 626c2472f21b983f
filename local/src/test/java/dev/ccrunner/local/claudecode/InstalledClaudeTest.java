package dev.ccrunner.local.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledClaudeTest {

  @TempDir private Path folder;

  @Test
  void wantsANativeProgram() throws IOException {
    var script = Files.writeString(folder.resolve("claude"), "#!/usr/bin/env node\n");
    assertThat(InstalledClaude.objection(script)).get().asString().contains("not executable");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(InstalledClaude.objection(script)).get().asString().contains("script");
    assertThat(InstalledClaude.objection(folder.resolve("none")))
        .get()
        .asString()
        .contains("no such file");
    assertThat(
            InstalledClaude.objection(
                ProcessHandle.current().info().command().map(Path::of).orElseThrow()))
        .isEmpty();
  }

  @Test
  void comparesVersionsAsNumbers() {
    assertThat(InstalledClaude.isNewEnough("2.1.198")).isTrue();
    assertThat(InstalledClaude.isNewEnough("2.1.1000")).isTrue();
    assertThat(InstalledClaude.isNewEnough("2.10.0")).isTrue();
    assertThat(InstalledClaude.isNewEnough("2.1.197")).isFalse();
    assertThat(InstalledClaude.isNewEnough("2.0.999")).isFalse();
  }

  @Test
  void passesOverAScriptOnThePath() throws IOException {
    var script =
        Files.writeString(folder.resolve("claude"), "#!/bin/sh\necho '9.9.9 (Claude Code)'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();

    assertThat(new InstalledClaude(Map.of("PATH", folder.toString())).onPath()).isEmpty();
  }

  @Test
  void pinsAHashForEveryPlatform() {
    for (var platform :
        new String[] {
          "linux-x64",
          "linux-arm64",
          "linux-x64-musl",
          "linux-arm64-musl",
          "darwin-x64",
          "darwin-arm64"
        }) {
      var hash = ExpectedHash.ofIntegrity(NativePackage.pinned(platform).integrity());
      assertThat(hash.value()).hasSize(64);
    }
  }
}
