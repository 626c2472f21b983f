package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Each recorded transcript means what its golden file says. After a wanted change run it with
 * {@code -Dgolden.update=true} and read the difference.
 */
class GoldenTranscriptsTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  static Stream<String> transcripts() {
    return Transcripts.names();
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void meansWhatItsGoldenFileSays(String name) throws IOException {
    var golden = Transcripts.FOLDER.resolve(name + ".events.jsonl");
    List<String> found = found(name);

    if (Boolean.getBoolean("golden.update")) {
      Files.write(golden, found);
    }

    assertThat(found).isEqualTo(Files.readAllLines(golden));
  }

  private static List<String> found(String name) {
    List<String> found = new ArrayList<>();
    int number = 0;
    for (List<CliMessage> messages : Transcripts.mapped(name)) {
      number++;
      for (CliMessage message : messages) {
        ObjectNode entry = JSON.createObjectNode().put("line", number);
        describe(message, entry);
        found.add(JSON.writeValueAsString(entry));
      }
    }
    return found;
  }

  private static void describe(CliMessage message, ObjectNode entry) {
    switch (message) {
      case CliMessage.Emit(var type, var data) ->
          entry.put("event", type.wireName()).set("data", JSON.readTree(data));
      case CliMessage.Delta(var type, var data) ->
          entry.put("delta", type).set("data", JSON.readTree(data));
      case CliMessage.Initialised(var session, var model, var version) ->
          entry.put("initialised", session).put("model", model).put("version", version);
      case CliMessage.TurnEnded(var result) -> entry.putPOJO("turn_ended", result);
      case CliMessage.Progress(var uuid, var state) ->
          entry.put("progress", uuid).put("state", state);
      case CliMessage.ControlRequest(var id, var subtype, var request) ->
          entry
              .put("control_request", id)
              .put("subtype", subtype)
              .set("request", JSON.readTree(request));
      case CliMessage.ControlRequestCancelled(var id) -> entry.put("control_cancelled", id);
      // The answer to initialize is 40 kB of descriptions that nobody reads here.
      case CliMessage.ControlResponse(var id, var error, var response) ->
          entry
              .put("control_response", id)
              .put("error", error)
              .putPOJO("fields", List.copyOf(JSON.readTree(response).propertyNames()));
      case CliMessage.Mirrored(var path, var entries, var worked, var answered) ->
          entry
              .put("mirrored", path)
              .put("worked", worked)
              .put("answered", answered)
              .putPOJO(
                  "types", entries.stream().map(it -> JSON.readTree(it).path("type")).toList());
      case CliMessage.Ignored(var reason) -> entry.put("ignored", reason);
    }
  }
}
