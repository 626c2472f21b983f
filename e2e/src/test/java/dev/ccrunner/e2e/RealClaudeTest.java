package dev.ccrunner.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.e2e.ApiClient.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The real Claude Code in its sandbox, against the demo model. */
class RealClaudeTest extends OnRealClaude {
  @Test
  void carriesOutTheDemoSessionAndWritesAFile() throws Exception {
    var client = client();
    var run = client.submit("Write a small hello program", "acceptEdits");

    var events = client.streamToEnd(run, 0);

    assertThat(events)
        .extracting(Event::type)
        .contains("session.init", "agent.message_delta", "agent.tool_use", "file.changed")
        .endsWith("run.succeeded");
    var init = data(events, "session.init");
    assertThat(init).contains("\"cli_version\":\"2.1.");
    var ended = client.get("/v1/runs/" + run);
    assertThat(ended.path("status").asString()).isEqualTo("succeeded");
    assertThat(ended.path("result").path("text").asString()).isNotBlank();
    assertThat(ended.path("usage").path("output_tokens").asLong()).isPositive();
    assertThat(ended.path("cost_usd").asString()).isNotBlank();
  }

  @Test
  void keepsTheProviderKeyOutOfEverythingARunCanSee() throws Exception {
    var client = client();
    // All that a command inside can read of environments, arguments and files, as far as its user
    // may; written in a way that masking does not recognise, or it would hide what went wrong.
    var look =
        "{ env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\\\0' '\\\\n'; } | tr 'A-Za-z' 'N-ZA-Mn-za-m'; "
            + "grep -rs --binary-files=text -l provider-key-that /workspace /home /tmp /run /etc 2>/dev/null; echo looked";
    var run =
        client.submit(
            "SCRIPT<<[{\"tool\":\"Bash\",\"input\":{\"command\":\""
                + look
                + "\"}},{\"text\":\"done\"}]>>",
            "bypassPermissions");

    var events = client.streamToEnd(run, 0);

    assertThat(events.getLast().type()).isEqualTo("run.succeeded");
    var result = data(events, "agent.tool_result");
    assertThat(result).contains("looked");
    assertThat(rotated(result)).contains("ANTHROPIC_API_KEY=ccr-attempt-");
    assertThat(rotated(result)).doesNotContain(stack().providerKey());
  }

  /** Each letter the thirteenth after it: what {@code tr} did, undone. */
  private static String rotated(String text) {
    return text.codePoints()
        .map(c ->
            c >= 'a' && c <= 'z'
                ? 'a' + (c - 'a' + 13) % 26
                : c >= 'A' && c <= 'Z' ? 'A' + (c - 'A' + 13) % 26 : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Test
  void saysWhatToFixWhenTheProviderRefusesTheKey() throws Exception {
    var client = client();
    var run = client.submit("SCRIPT<<[{\"fault\":\"status\",\"status\":401}]>>", "default");

    var events = client.streamToEnd(run, 0);

    assertThat(events.getLast().type()).isEqualTo("run.failed");
    assertThat(events.getLast().data()).contains("provider_auth").contains("CCR_ANTHROPIC_API_KEY");
  }

  @Test
  void answersAMessageThatComesWhileAToolRuns() throws Exception {
    var client = client();
    var run = client.submit(bash("sleep 3", "first"), "bypassPermissions");
    awaitToolUse(client, run);

    var message = client.say(run, "SCRIPT<<[{\"text\":\"as you wish\"}]>>");
    var events = client.streamToEnd(run, 0);

    assertThat(events.getLast().type()).isEqualTo("run.succeeded");
    assertThat(userMessages(events)).hasSize(2);
    assertThat(userMessages(events).getLast().data()).contains(message).contains("as you wish");
    assertThat(client.get("/v1/runs/" + run).path("result").path("text").asString())
        .isEqualTo("as you wish");
  }

  @Test
  void hearsTwoMessagesThatCameTogetherOnceEach() throws Exception {
    var client = client();
    var run = client.submit(bash("sleep 3", "first"), "bypassPermissions");
    awaitToolUse(client, run);

    var one = client.say(run, "one thing");
    var two = client.say(run, "another thing");
    var events = client.streamToEnd(run, 0);

    assertThat(events.getLast().type()).isEqualTo("run.succeeded");
    assertThat(userMessages(events)).hasSize(3);
    assertThat(userMessages(events)).filteredOn(event -> event.data().contains(one)).hasSize(1);
    assertThat(userMessages(events)).filteredOn(event -> event.data().contains(two)).hasSize(1);
  }

  @Test
  void endsARunWhoseTurnIsInterruptedInATool() throws Exception {
    var client = client();
    var run = client.submit(bash("sleep 100", "never"), "bypassPermissions");
    awaitToolUse(client, run);

    client.post("/v1/runs/" + run + "/interrupt", "{}");
    var events = client.streamToEnd(run, 0);

    assertThat(events.getLast().type()).isEqualTo("run.cancelled");
    assertThat(events.getLast().data()).contains("Interrupted.");
    assertThat(data(events, "usage.updated")).contains("aborted_tools");
  }

  @Test
  void goesOnWithAMessageThatWaitsWhenTheTurnIsInterrupted() throws Exception {
    var client = client();
    var run = client.submit(bash("sleep 100", "never"), "bypassPermissions");
    awaitToolUse(client, run);

    client.say(run, "SCRIPT<<[{\"text\":\"something else\"}]>>");
    client.post("/v1/runs/" + run + "/interrupt", "{}");
    var events = client.streamToEnd(run, 0);

    assertThat(events.getLast().type()).isEqualTo("run.succeeded");
    assertThat(userMessages(events)).hasSize(2);
    assertThat(client.get("/v1/runs/" + run).path("result").path("text").asString())
        .isEqualTo("something else");
  }

  /** A run that has a command carried out and then says {@code text}. */
  private static String bash(String command, String text) {
    return "SCRIPT<<[{\"tool\":\"Bash\",\"input\":{\"command\":\""
        + command
        + "\"}},{\"text\":\""
        + text
        + "\"}]>>";
  }

  private static void awaitToolUse(ApiClient client, String run) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.page(run, 200).contains("\"agent.tool_use\""));
  }

  /** What a person said, as Claude Code took it up. */
  private static List<Event> userMessages(List<Event> events) {
    return events.stream()
        .filter(event -> event.type().equals("user.message"))
        .filter(event -> event.data().contains("\"synthetic\":false"))
        .toList();
  }

  private static String data(List<Event> events, String type) {
    return events.stream()
        .filter(event -> event.type().equals(type))
        .map(Event::data)
        .findFirst()
        .orElse("");
  }
}
