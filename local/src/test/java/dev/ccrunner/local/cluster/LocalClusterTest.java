package dev.ccrunner.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.local.Launched;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@Tag("slow")
class LocalClusterTest {

  @TempDir private Path folder;

  @Test
  void describesItselfInOneLineAndLeavesNothingBehindEvenWhenKilled() throws Exception {
    var output = folder.resolve("cluster.out");
    var claude =
        Files.writeString(folder.resolve("claude"), "#!/bin/sh\necho '2.1.330 (Claude Code)'\n");
    assertThat(claude.toFile().setExecutable(true)).isTrue();
    var process =
        Launched.start(
            folder,
            Map.of("CCR_ANTHROPIC_API_KEY", "provider-key"),
            output,
            "cluster",
            "--gateways",
            "1",
            "--workers",
            "1",
            "--profile",
            "fast",
            "--data",
            "data",
            "--claude-bin",
            claude.toString());
    try {
      var description = describedIn(output, process);
      var gateway =
          ProcessHandle.of(description.path("gateways").get(0).path("pid").asLong()).orElseThrow();
      var worker =
          ProcessHandle.of(description.path("workers").get(0).path("pid").asLong()).orElseThrow();
      assertThat(description.path("workers").get(0).path("id").asString()).startsWith("wrk_");
      assertThat(description.path("api_key").asString()).startsWith("ccr_");
      assertThat(gateway.info().commandLine()).get().asString().doesNotContain("provider-key");
      assertThat(worker.info().commandLine()).get().asString().doesNotContain("provider-key");

      process.destroyForcibly().waitFor();

      var all =
          Stream.concat(
                  Stream.of(gateway, worker),
                  StreamSupport.stream(description.path("services").spliterator(), false)
                      .flatMap(service -> ProcessHandle.of(service.path("pid").asLong()).stream()))
              .toList();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    } finally {
      process.destroyForcibly();
    }
  }

  private static JsonNode describedIn(Path output, Process process) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !process.isAlive() || Files.readString(output).contains("\"api_key\""));
    try (var lines = Files.lines(output)) {
      var line = lines.filter(text -> text.startsWith("{")).findFirst();
      return new ObjectMapper()
          .readTree(line.orElseThrow(() -> new AssertionError("No description")));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }
}
