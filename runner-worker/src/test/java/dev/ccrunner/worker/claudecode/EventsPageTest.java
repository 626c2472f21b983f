package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds docs/events.md to what the mapper really makes of the recordings. */
class EventsPageTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Pattern EXAMPLE =
      Pattern.compile(
          "^### `([a-z._]+)`$.*?^```json\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  @Test
  void describesEveryTypeThatTheRecordingsHave() throws IOException {
    assertThat(examples().keySet()).containsAll(wireNames(recordedFields().keySet()));
  }

  @Test
  void describesOnlyTypesThatExist() throws IOException {
    assertThat(wireNames(Set.of(EventType.values()))).containsAll(examples().keySet());
  }

  @Test
  void namesEveryFieldThatTheRecordingsHave() throws IOException {
    String page = page();
    List<String> missing = new ArrayList<>();
    recordedFields()
        .forEach((type, fields) ->
            fields.stream()
                .filter(field -> !section(page, type).contains(field))
                .forEach(field -> missing.add(type.wireName() + "." + field)));

    assertThat(missing).isEmpty();
  }

  private static Map<EventType, Set<String>> recordedFields() {
    Map<EventType, Set<String>> fields = new EnumMap<>(EventType.class);
    Transcripts.names()
        .flatMap(name -> Transcripts.messages(name, CliMessage.Emit.class).stream())
        .forEach(emit ->
            fields
                .computeIfAbsent(emit.type(), _ -> new TreeSet<>())
                .addAll(JSON.readTree(emit.dataJson()).propertyNames()));
    return fields;
  }

  private static Set<String> wireNames(Set<EventType> types) {
    Set<String> names = new TreeSet<>();
    types.forEach(type -> names.add(type.wireName()));
    return names;
  }

  private static String section(String page, EventType type) {
    return Arrays.stream(page.split("\n### "))
        .filter(section -> section.startsWith("`" + type.wireName() + "`"))
        .findFirst()
        .orElse("");
  }

  /** By type; an example that is no JSON fails here. */
  private static Map<String, JsonNode> examples() throws IOException {
    Map<String, JsonNode> examples = new LinkedHashMap<>();
    var matcher = EXAMPLE.matcher(page());
    while (matcher.find()) {
      examples.put(matcher.group(1), JSON.readTree(matcher.group(2)));
    }
    return examples;
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("../docs/events.md"));
  }
}
