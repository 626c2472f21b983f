package dev.ccrunner.worker.continuity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.conversation.ConversationFiles;
import dev.ccrunner.worker.masking.SecretMask;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ConversationFilesTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final UUID NEW = UUID.fromString("99999999-9999-4999-8999-999999999999");
  private static final UUID TWO_TURNS = UUID.fromString("11111111-1111-4111-8111-111111111111");
  private static final UUID SUB_AGENT = UUID.fromString("33333333-1111-4111-8111-111111111111");

  @TempDir Path folder;

  @Test
  void writesEachEntryOnALineAsClaudeCodeWroteIt() throws IOException {
    var files = rebuilt("two-turns");

    var entries =
        Mirror.lines("two-turns").stream().flatMap(lines -> lines.entries().stream()).toList();
    assertThat(Files.readAllLines(files.main())).isEqualTo(entries);
    // Claude Code looks for such pieces; with a space in them it finds no conversation.
    assertThat(Files.readString(files.main()))
        .contains("\"type\":\"user\"", "\"type\":\"assistant\"")
        .doesNotContain("\"type\": ");
    assertThat(files.conversation()).isEqualTo(TWO_TURNS);
    assertThat(files.begun()).isTrue();
  }

  @Test
  void tellsSubAgentsApartAndWhatIsKnownAboutThem() throws IOException {
    var files = rebuilt("sub-agent");

    assertThat(names(files))
        .containsExactly(
            SUB_AGENT + ".jsonl",
            SUB_AGENT + "/subagents/agent-a3a48ca23eab796e8.jsonl",
            SUB_AGENT + "/subagents/agent-a3a48ca23eab796e8.meta.json");
    var about =
        JSON.readTree(
            root().resolve(SUB_AGENT + "/subagents/agent-a3a48ca23eab796e8.meta.json").toFile());
    assertThat(about.path("agentType").asString()).isEqualTo("general-purpose");
    assertThat(about.path("finished").asBoolean()).as("the last word about it").isTrue();
    assertThat(about.has("type")).isFalse();
  }

  @Test
  void goesOnUnderTheIdThatACommandBegan() throws IOException {
    var files = rebuilt("clear");

    assertThat(files.conversation())
        .isEqualTo(UUID.fromString("263efd58-e280-451d-9ac4-5df2aea3c53a"));
    assertThat(names(files)).hasSize(2);
  }

  @Test
  void appendsWhatACompactionAndARewindAdd() throws IOException {
    var files = rebuilt("two-turns", "compaction", "rewind");

    assertThat(Files.readString(files.main()))
        .contains("\"subtype\":\"compact_boundary\"", "after compact", "after rewind");
    assertThat(files.conversation()).isEqualTo(TWO_TURNS);
  }

  @Test
  void comesBackFromWhatWasStoredOfIt() throws IOException {
    var stored = rebuilt("sub-agent");
    var zip = new ByteArrayOutputStream();
    stored.zipAgents(zip);
    var back = new ConversationFiles(folder.resolve("back"), NEW, Long.MAX_VALUE);
    var main = new StoredBlob("main", "sha", 1);
    var agents = new StoredBlob("agents", "sha", 1);

    back.restore(
        stored.conversation(),
        main,
        agents,
        blob ->
            new ByteArrayInputStream(
                blob.equals(agents) ? zip.toByteArray() : Files.readAllBytes(stored.main())));
    back.placeIn(folder.resolve("home"));

    assertThat(back.begun()).isTrue();
    assertThat(contents(folder.resolve("home/.claude/projects/-workspace")))
        .isEqualTo(contents(root()))
        .hasSize(3);
  }

  @Test
  void knowsWhatWasSaidInIt() throws IOException {
    var files = rebuilt("two-turns");

    assertThat(files.has(UUID.fromString("d0f77e93-d4d9-4b1f-b3bb-7f00e33fb937"))).isTrue();
    assertThat(files.has(NEW)).isFalse();
  }

  @Test
  void hasNotBegunBeforeAnythingWasSaid() throws IOException {
    var files = new ConversationFiles(root(), NEW, Long.MAX_VALUE);

    files.append(NEW + ".jsonl", "{\"type\":\"queue-operation\",\"operation\":\"enqueue\"}\n");

    assertThat(files.begun()).isFalse();
    assertThat(files.has(NEW)).isFalse();
  }

  @Test
  void takesNoMoreThanIsAllowed() throws IOException {
    var files = new ConversationFiles(root(), NEW, 100);

    files.append(NEW + ".jsonl", "{\"parentUuid\":null}\n");
    files.append(NEW + ".jsonl", "{\"parentUuid\":\"" + "x".repeat(100) + "\"}\n");

    assertThat(files.full()).isTrue();
    assertThat(Files.readAllLines(files.main())).containsExactly("{\"parentUuid\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/home/agent/.claude/projects/-workspace/../../../etc/passwd",
        "/home/agent/.claude/projects/-workspace/memory/notes.jsonl",
        "/home/agent/.claude/projects/-workspace/not-an-id.jsonl",
        "/home/agent/.claude/projects/99999999-9999-4999-8999-999999999999.jsonl",
        "/home/agent/.claude/projects/-w/99999999-9999-4999-8999-999999999999/subagents/../x.jsonl",
        "/home/agent/.claude/projects/-w/99999999-9999-4999-8999-999999999999/subagents/.x.jsonl",
        "/home/agent/.claude/projects/-w/99999999-9999-4999-8999-999999999999/subagents//x.jsonl",
        "/home/agent/.claude/projects/-w/99999999-9999-4999-8999-999999999999/subagents/x.sh",
        "/etc/99999999-9999-4999-8999-999999999999.jsonl",
        "99999999-9999-4999-8999-999999999999.jsonl",
        ""
      })
  void takesNothingThatIsNoFileOfAConversation(String path) {
    assertThat(ConversationFiles.name(path)).isEmpty();
  }

  @Test
  void masksSecretsAndStaysReadable() throws IOException {
    // "hello" is what the run wrote; the number is in a field of numbers.
    var mask =
        SecretMask.of(
            List.of(
                new SecretMask.Named("WORD", "hello"), new SecretMask.Named("PIN", "0.0819668")),
            4);

    var entries =
        Mirror.lines("two-turns", mask).stream()
            .flatMap(lines -> lines.entries().stream())
            .toList();

    assertThat(entries).allSatisfy(entry -> assertThat(JSON.readTree(entry).isObject()).isTrue());
    var text = String.join("\n", entries);
    assertThat(text).doesNotContain("hello", "0.0819668").contains("[secret:WORD]", "[secret:PIN]");
  }

  @Test
  void saysWhenAToolMayHaveChangedTheWorkspace() throws IOException {
    assertThat(Mirror.lines("two-turns").stream().filter(lines -> lines.worked()).count())
        .as("Write, Bash, and what the demo session does")
        .isEqualTo(6);
    assertThat(Mirror.lines("rewind")).noneMatch(lines -> lines.worked());
    assertThat(Mirror.lines("rewind")).anyMatch(lines -> lines.answered());
  }

  private ConversationFiles rebuilt(String... mirrors) throws IOException {
    var files = new ConversationFiles(root(), NEW, Long.MAX_VALUE);
    for (var mirror : mirrors) {
      for (var lines : Mirror.lines(mirror)) {
        var name = ConversationFiles.name(lines.path()).orElseThrow();
        files.append(name, String.join("\n", lines.entries()) + "\n");
      }
    }
    return files;
  }

  private Path root() {
    return folder.resolve("conversation");
  }

  private List<String> names(ConversationFiles files) throws IOException {
    assertThat(files.begun()).isTrue();
    return contents(root()).keySet().stream().sorted().toList();
  }

  private static java.util.Map<String, String> contents(Path root) throws IOException {
    try (var found = Files.walk(root)) {
      return found
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> root.relativize(file).toString(), ConversationFilesTest::read));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
