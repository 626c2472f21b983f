package dev.ccrunner.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * Claude Code started from a shell by hand, with the flags a worker gives it and a fresh home, and
 * the model asked directly: what a run would cost if nothing of ours were there.
 */
public final class BareCli {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int EXIT_SECONDS = 10;
  private static final List<String> FLAGS =
      List.of(
          "-p",
          "--input-format",
          "stream-json",
          "--output-format",
          "stream-json",
          "--verbose",
          "--include-partial-messages",
          "--replay-user-messages",
          "--forward-subagent-text",
          "--strict-mcp-config",
          "--settings={\"disableAllHooks\":true}",
          "--permission-mode=acceptEdits");

  private final Path binary;
  private final URI model;
  private final Path folder;

  public BareCli(Path binary, URI model, Path folder) {
    this.binary = binary;
    this.model = model;
    this.folder = folder;
  }

  /**
   * How long it took from the start.
   *
   * @param exitNanos to the end of the process, whose input ends with its result
   * @param initNanos to the line that says that the session has begun
   * @param messageNanos from the first whole message to the last
   */
  public record Took(long initNanos, long exitNanos, long messages, long messageNanos) {
    public double messagesPerSecond() {
      return (messages - 1) * 1e9 / messageNanos;
    }
  }

  public Took run(String prompt) throws IOException, InterruptedException {
    var home = Files.createTempDirectory(Files.createDirectories(folder), "bare");
    var begun = System.nanoTime();
    var process = start(home);
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      var input = process.outputWriter(StandardCharsets.UTF_8);
      input.write(userMessage(prompt) + "\n");
      input.flush();
      var heard = read(lines);
      input.close();
      if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("Expected Claude Code to exit after its input ended; it did not");
      }
      return new Took(
          heard.init - begun,
          System.nanoTime() - begun,
          heard.messages,
          heard.lastMessage - heard.firstMessage);
    } finally {
      process.destroyForcibly();
    }
  }

  private record Heard(long init, long messages, long firstMessage, long lastMessage) {}

  private static Heard read(BufferedReader lines) throws IOException {
    long init = 0;
    long firstMessage = 0;
    long lastMessage = 0;
    long messages = 0;
    for (var line = lines.readLine(); line != null; line = lines.readLine()) {
      var now = System.nanoTime();
      if (init == 0 && line.contains("\"subtype\":\"init\"")) {
        init = now;
      }
      if (line.startsWith("{\"type\":\"assistant\"")) {
        firstMessage = firstMessage == 0 ? now : firstMessage;
        lastMessage = now;
        messages++;
      }
      if (line.contains("\"type\":\"result\"")) {
        return new Heard(init, messages, firstMessage, lastMessage);
      }
    }
    throw new IOException("Expected a result from Claude Code, found the end of its output");
  }

  private Process start(Path home) throws IOException {
    var command =
        new ArrayList<>(List.of("/bin/sh", "-c", "exec \"$0\" \"$@\"", binary.toString()));
    command.addAll(FLAGS);
    var builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "HOME", home.toString(),
                "CLAUDE_CONFIG_DIR", home.resolve(".claude").toString(),
                "PATH", "/usr/local/bin:/usr/bin:/bin",
                "LANG", "C.UTF-8",
                "ANTHROPIC_API_KEY", "sk-bench",
                "ANTHROPIC_BASE_URL", model.toString(),
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                "CLAUDE_CODE_DISABLE_BACKGROUND_TASKS", "1",
                "CLAUDE_CODE_DISABLE_FILE_MENTIONS", "1",
                "DISABLE_AUTOUPDATER", "1"));
    return builder.start();
  }

  private static String userMessage(String prompt) {
    var line = JSON.createObjectNode().put("type", "user");
    line.putObject("message").put("role", "user").put("content", prompt);
    line.putNull("parent_tool_use_id");
    return JSON.writeValueAsString(line.put("session_id", ""));
  }
}
