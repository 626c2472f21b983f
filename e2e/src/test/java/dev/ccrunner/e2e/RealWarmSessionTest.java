package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Turns of a session that the real Claude Code goes on with, against the demo model. */
class RealWarmSessionTest extends OnRealClaude {
  @Test
  void knowsAndLooksTheSameAsOneThatWasStartedAnew() throws Exception {
    var client = client();
    var session = client.beginSession();
    var first = turn(session, "Mind codeword-oak. " + script(bash("echo A > a.txt"), "Minded."));
    var second = turn(session, "And codeword-elm. " + script(bash("echo B > b.txt"), "Minded."));
    var run =
        client.submitTo(
            session,
            "Which? SCRIPT<<[" + bash("cat *.txt") + ",{\"recall\":\"codeword-[a-z]+\"}]>>");
    var third = numbered(client.streamToEnd(run, 0));

    assertThat(client.get("/v1/runs/" + run).path("result").path("text").asString())
        .isEqualTo("codeword-oak, codeword-elm");
    for (var warm : List.of(second, third)) {
      assertGapless(warm);
      assertThat(data(warm, "workspace.ready")).contains("\"warm\":true");
      assertThat(kinds(warm)).isEqualTo(kinds(first));
    }
    assertThat(data(third, "agent.tool_result")).contains("A").contains("B");
    assertThat(data(second, "usage.updated")).contains("\"num_turns\":2");
  }

  private List<ApiClient.Event> turn(String session, String prompt) throws Exception {
    var client = client();
    var log = numbered(client.streamToEnd(client.submitTo(session, prompt), 0));
    assertThat(log.getLast().type()).isEqualTo("run.succeeded");
    return log;
  }

  /** The patch is of the whole session and the files differ; all else is the same. */
  private static Set<String> kinds(List<ApiClient.Event> log) {
    return log.stream()
        .map(ApiClient.Event::type)
        .filter(type -> !type.equals("file.changed") && !type.equals("raw"))
        .collect(Collectors.toSet());
  }

  private static String data(List<ApiClient.Event> log, String type) {
    return log.stream()
        .filter(event -> event.type().equals(type))
        .map(ApiClient.Event::data)
        .collect(Collectors.joining("\n"));
  }

  private static String script(String tool, String text) {
    return "SCRIPT<<[%s,{\"text\":\"%s\"}]>>".formatted(tool, text);
  }

  private static String bash(String command) {
    return "{\"tool\":\"Bash\",\"input\":{\"command\":\"%s\"}}".formatted(command);
  }
}
