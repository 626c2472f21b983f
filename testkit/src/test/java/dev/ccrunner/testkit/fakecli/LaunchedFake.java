package dev.ccrunner.testkit.fakecli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fake CLI as a child process, with both ends of its dialogue in the hands of a test. */
final class LaunchedFake implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long LIMIT_SECONDS = 20;

  private final Process process;
  private final BufferedReader stdout;

  private LaunchedFake(Process process) {
    this.process = process;
    stdout =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static LaunchedFake launch(Path folder, String... flags) throws IOException {
    var command = new ArrayList<String>();
    command.add(FakeCli.install(folder).toString());
    command.addAll(List.of(flags));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    return new LaunchedFake(builder.start());
  }

  Process process() {
    return process;
  }

  void say(String prompt) throws IOException {
    var message = JSON.createObjectNode().put("type", "user");
    message.putObject("message").put("role", "user").put("content", prompt);
    send(message.toString());
  }

  void request(String id, String subtype) throws IOException {
    var message = JSON.createObjectNode().put("type", "control_request").put("request_id", id);
    message.putObject("request").put("subtype", subtype);
    send(message.toString());
  }

  void send(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  void endOfInput() throws IOException {
    process.getOutputStream().close();
  }

  /**
   * SIGTERM. Not by {@link Process#destroy()}, which would also throw away what is still to be
   * read.
   */
  void terminate() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  /** Raw lines until the output ends. */
  List<String> lines() {
    return stdout.lines().toList();
  }

  /** Everything until the output ends, parsed. */
  List<JsonNode> events() {
    return lines().stream().map(JSON::readTree).toList();
  }

  /** Reads until a line fits, and returns that line. */
  JsonNode awaitEvent(Predicate<JsonNode> fits) throws IOException {
    for (var line = stdout.readLine(); line != null; line = stdout.readLine()) {
      var event = JSON.readTree(line);
      if (fits.test(event)) {
        return event;
      }
    }
    throw new AssertionError("The output ended before the awaited line.");
  }

  static Predicate<JsonNode> type(String type) {
    return event -> event.path("type").asString("").equals(type);
  }

  String stderr() throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("The fake CLI did not end within " + LIMIT_SECONDS + " s.");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
