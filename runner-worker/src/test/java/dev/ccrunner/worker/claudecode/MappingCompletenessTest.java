package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunDelta;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What holds for every transcript, whatever is in it. */
class MappingCompletenessTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  static Stream<String> transcripts() {
    return Transcripts.names();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void everyLineMeansSomething(String name) {
    assertThat(Transcripts.mapped(name)).hasSameSizeAs(Transcripts.lines(name));
    assertThat(Transcripts.mapped(name)).noneMatch(List::isEmpty);
  }

  @Test
  void onlyDocumentedKindsOfLinesAreLeftOut() {
    var reasons = new TreeSet<String>();
    Transcripts.names()
        .flatMap(name -> Transcripts.messages(name, CliMessage.Ignored.class).stream())
        .forEach(ignored -> reasons.add(ignored.reason()));

    assertThat(reasons)
        .containsExactly(
            "estimate of a thought that follows as a whole",
            "init of a further turn, the same as before",
            "stream frame: the whole block follows as a line of its own");
  }

  @Test
  void onlyWhatHasNoTypeOfItsOwnIsRaw() {
    var kinds = new TreeSet<String>();
    Transcripts.names()
        .flatMap(name -> events(name, EventType.RAW))
        .map(data -> data.path("json"))
        .forEach(line ->
            kinds.add(line.path("type").asString() + "/" + line.path("subtype").asString("")));

    assertThat(kinds)
        .containsExactly(
            "command_lifecycle/",
            "system/background_tasks_changed",
            "system/hook_started",
            "system/session_state_changed",
            "system/status",
            "system/ui_invalidate");
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void everyToolResultBelongsToACall(String name) {
    Set<String> calls = ids(name, EventType.AGENT_TOOL_USE);
    // A resumed process first carries out the call that its predecessor ended with.
    boolean resumed = name.contains("resume");

    Set<String> results = ids(name, EventType.AGENT_TOOL_RESULT);

    if (!resumed) {
      assertThat(calls).containsAll(results);
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void everyCallOfAFinishedRunHasItsResult(String name) {
    var results = Transcripts.messages(name, CliMessage.TurnEnded.class);
    boolean finished =
        !results.isEmpty()
            && "completed".equals(results.getLast().result().ending().terminalReason());

    if (finished) {
      assertThat(ids(name, EventType.AGENT_TOOL_RESULT))
          .containsAll(ids(name, EventType.AGENT_TOOL_USE));
    }
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void deltasAddUpToTheWholeText(String name) {
    assertThat(deltas(name, RunDelta.MESSAGE)).isEqualTo(streamed(name, EventType.AGENT_MESSAGE));
    assertThat(deltas(name, RunDelta.THINKING)).isEqualTo(streamed(name, EventType.AGENT_THINKING));
  }

  @Test
  void deltasWereSeenAtAll() {
    assertThat(deltas("02-plain-partial", RunDelta.MESSAGE))
        .containsOnly(Map.entry("msg_mock_2", "Hello from the mock."));
    assertThat(deltas("175-thinking", RunDelta.THINKING))
        .containsOnly(Map.entry("msg_mock_72", "let me think"));
  }

  private static Map<String, String> deltas(String name, String type) {
    Map<String, String> texts = new HashMap<>();
    for (var delta : Transcripts.messages(name, CliMessage.Delta.class)) {
      JsonNode data = JSON.readTree(delta.dataJson());
      if (delta.type().equals(type)) {
        texts.merge(
            data.path("message_id").asString(), data.path("text").asString(), String::concat);
      }
    }
    return texts;
  }

  /** Texts of those messages of which there were deltas. */
  private static Map<String, String> streamed(String name, EventType type) {
    Set<String> withDeltas = new HashSet<>(deltas(name, RunDelta.MESSAGE).keySet());
    withDeltas.addAll(deltas(name, RunDelta.THINKING).keySet());
    Map<String, String> texts = new HashMap<>();
    events(name, type)
        .filter(data -> withDeltas.contains(data.path("message_id").asString()))
        .forEach(data ->
            texts.merge(
                data.path("message_id").asString(), data.path("text").asString(), String::concat));
    return texts;
  }

  private static Set<String> ids(String name, EventType type) {
    var ids = new HashSet<String>();
    events(name, type).forEach(data -> ids.add(data.path("tool_use_id").asString()));
    return ids;
  }

  private static Stream<JsonNode> events(String name, EventType type) {
    return Transcripts.messages(name, CliMessage.Emit.class).stream()
        .filter(emit -> emit.type() == type)
        .map(emit -> JSON.readTree(emit.dataJson()));
  }
}
