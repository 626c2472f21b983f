package dev.ccrunner.gateway.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.TranscriptBatch;
import dev.ccrunner.infra.postgres.TranscriptBatch.Part;
import dev.ccrunner.infra.postgres.TranscriptParts;
import dev.ccrunner.session.SessionId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/** Sessions that leave and come back. */
class SessionArchiveTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final String ID = "0f8e7a55-7c0b-4d52-9a6e-2f1f6f5b8a10";
  private static final String OTHER = "1f8e7a55-7c0b-4d52-9a6e-2f1f6f5b8a10";
  private static final String MAIN = "conversation/" + ID + ".jsonl";
  private static final String LINE = "{\"type\":\"user\",\"sessionId\":\"" + ID + "\"}\n";

  private static final String MESSAGE =
      "{\"parentUuid\":null,\"sessionId\":\"%s\",\"text\":\"hello\"}\n".formatted(ID);
  private static final String SUB = "{\"sessionId\":\"%s\",\"sub\":1}\n".formatted(ID);

  private final Tenant tenant = Tenant.on(GATEWAY);
  private final ApiClient api = tenant.owner();
  private final SessionRuns runs = new SessionRuns(GATEWAY, api);
  private final SessionConversations conversations = GATEWAY.bean(SessionConversations.class);
  private final SessionSnapshots snapshots = GATEWAY.bean(SessionSnapshots.class);

  @Test
  void bringsBackWhatWasExported() throws Exception {
    var session = SessionRuns.begun(api, "{\"name\":\"n\"}");
    api.get("/v1/sessions/" + session + "/export").expectProblem(409, "state_not_kept");
    var run = runs.submit(session, "p");
    runs.end(runs.claim(run), "done");
    var agents = zip(Map.of("subagents/agent-1.jsonl", SUB));
    conversations.begin(
        runs.team(),
        session,
        new StoredConversation(run, UUID.fromString(ID), blob(LINE), blob(agents)));
    snapshots.begin(
        runs.team(), session, run, "{}", List.of(blob(gzip("whole")), blob(gzip("what changed"))));

    byte[] archive = export(session);

    var files = unzip(archive);
    assertThat(files.keySet())
        .containsExactly(
            "README.md",
            "session.json",
            MAIN,
            "conversation/" + ID + "/subagents/agent-1.jsonl",
            "workspace/0001.tar.gz",
            "workspace/0002.tar.gz",
            "manifest.json");
    assertThat(files.get(MAIN)).isEqualTo(LINE);
    assertThat(files.get("README.md")).contains("claude --resume " + ID);
    var manifest = JsonMapper.shared().readTree(files.get("manifest.json"));
    assertThat(manifest.at("/files/2/path").asString()).isEqualTo(MAIN);
    assertThat(manifest.at("/files/2/sha256").asString()).isEqualTo(blob(LINE).sha256());
    assertThat(manifest.at("/files/2/bytes").asLong()).isEqualTo(LINE.length());
    assertThat(api.get("/v1/audit_log?action=session.exported").expect(200).body())
        .contains(session.toString());

    var back = imported(archive).expect(201);

    assertThat(back.text("/claude_session_id")).isEqualTo(ID);
    var id = SessionId.parse(back.text("/id")).orElseThrow();
    var conversation = conversations.find(runs.team(), id).orElseThrow();
    assertThat(read(conversation.main())).isEqualTo(LINE);
    assertThat(unzip(bytes(java.util.Objects.requireNonNull(conversation.agents()))))
        .containsExactly(Map.entry("subagents/agent-1.jsonl", SUB));
    assertThat(snapshots.chain(runs.team(), id))
        .extracting(snapshot -> snapshot.blob().sha256())
        .containsExactly(blob(gzip("whole")).sha256(), blob(gzip("what changed")).sha256());
    assertThat(unzip(export(id)).get(MAIN)).isEqualTo(LINE);
  }

  @Test
  void exportsWhatALostWorkerHadGotTo() throws Exception {
    var session = SessionRuns.begun(api, "{}");
    var said = MESSAGE.replace("hello", "said and stored");
    var run = runs.submit(session, "p");
    runs.end(runs.claim(run), "done");
    conversations.begin(
        runs.team(), session, new StoredConversation(run, UUID.fromString(ID), blob(said), null));
    var lost = runs.claim(runs.submit(session, "q"));
    String agent = ID + "/subagents/agent-1.jsonl";
    GATEWAY
        .bean(TranscriptParts.class)
        .append(
            List.of(
                new TranscriptBatch(
                    lost.key(),
                    session,
                    2,
                    List.of(new Part(1, ID + ".jsonl", MESSAGE), new Part(2, agent, SUB)))));

    var files = unzip(export(session));

    assertThat(files.get(MAIN)).isEqualTo(said + MESSAGE);
    assertThat(files.get("conversation/" + agent)).isEqualTo(SUB);
  }

  @Test
  void exportsTheOnlyRunThoughItsWorkerIsLost() throws Exception {
    var session = SessionRuns.begun(api, "{}");
    var lost = runs.claim(runs.submit(session, "q"));
    GATEWAY
        .bean(TranscriptParts.class)
        .append(
            List.of(
                new TranscriptBatch(
                    lost.key(), session, 1, List.of(new Part(1, ID + ".jsonl", MESSAGE)))));

    assertThat(unzip(export(session)).get(MAIN)).isEqualTo(MESSAGE);
  }

  @Test
  void takesAConversationAlone() {
    var session = imported(LINE.getBytes(StandardCharsets.UTF_8)).expect(201);

    assertThat(session.text("/claude_session_id")).isEqualTo(ID);
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        arguments("nothing", new byte[0]),
        arguments("no archive", bytes("hello")),
        arguments("JSON of something else", bytes("{\"a\":1}\n")),
        arguments("an archive without a conversation", zip(Map.of("README.md", "x"))),
        arguments("a way out", zip(Map.of("../x", "x"))),
        arguments("an absolute path", zip(Map.of("/etc/passwd", "x"))),
        arguments("a way out below a known name", zip(Map.of("conversation/../../x", "x"))),
        arguments("another file", zip(Map.of("workspace/x.sh", "x"))),
        arguments("a backslash", zip(Map.of("conversation\\x.jsonl", "x"))),
        arguments("a folder", zip(Map.of("conversation/", ""))),
        arguments("an id that is none", zip(Map.of("conversation/x.jsonl", "x"))),
        arguments("archives out of order", zip(Map.of("workspace/0002.tar.gz", "x"))),
        arguments(
            "two conversations",
            zip(ordered(MAIN, LINE, "conversation/" + OTHER + ".jsonl", LINE))),
        arguments(
            "another conversation's sub-agents",
            zip(ordered(MAIN, LINE, "conversation/" + OTHER + "/subagents/a.jsonl", "x"))),
        arguments(
            "a way out of the sub-agents",
            zip(ordered(MAIN, LINE, "conversation/" + ID + "/subagents/../../a.jsonl", "x"))),
        arguments("an archive without a list", zip(Map.of(MAIN, LINE))),
        arguments(
            "another content than listed",
            zip(ordered(MAIN, LINE + LINE, "manifest.json", manifest(Map.of(MAIN, LINE))))),
        arguments(
            "a file that is not listed",
            zip(
                ordered(
                    "README.md", "x", MAIN, LINE, "manifest.json", manifest(Map.of(MAIN, LINE))))),
        arguments(
            "a listed file that is not there",
            zip(
                ordered(
                    MAIN, LINE, "manifest.json", manifest(Map.of(MAIN, LINE, "README.md", "x"))))),
        arguments(
            "a file behind the list",
            zip(
                ordered(
                    MAIN, LINE, "manifest.json", manifest(Map.of(MAIN, LINE)), "README.md", "x"))),
        arguments("a list that is none", zip(ordered(MAIN, LINE, "manifest.json", "x"))),
        arguments("a line that is no JSON", listed(MAIN, LINE + "hello\n")),
        arguments("half a line", listed(MAIN, LINE + "{\"a\":")),
        arguments("a line that is no object", listed(MAIN, LINE + "[]\n")),
        arguments("two objects on a line", listed(MAIN, LINE + "{}{}\n")),
        arguments("a line of another conversation", listed(MAIN, LINE + LINE.replace(ID, OTHER))),
        arguments("a line of no conversation", listed(MAIN, LINE.replace(ID, "x"))),
        arguments("lines of two conversations alone", bytes(LINE + LINE.replace(ID, OTHER))),
        arguments("a line alone that is no JSON", bytes(LINE + "hello")),
        arguments(
            "a line of a sub-agent that is no JSON",
            listed(MAIN, LINE, "conversation/" + ID + "/subagents/a.jsonl", "x")),
        arguments(
            "an archive that is not compressed", listed(MAIN, LINE, "workspace/0001.tar.gz", "x")),
        arguments("half an archive", half(zip(ordered(MAIN, LINE.repeat(1000), "README.md", "x")))),
        arguments("a very long name", zip(Map.of("conversation/" + "x".repeat(400), "x"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void refusesWhatIsNoExport(String what, byte[] content) {
    var refused = content.length == 0 ? null : imported(content);

    if (refused != null) {
      refused.expectProblem(400, "malformed_archive").at("/file_id");
    }
    assertThat(api.get("/v1/sessions").expect(200).json().get("data").isEmpty()).as(what).isTrue();
  }

  @Test
  void refusesWhatUnpacksToMoreThanMayBe() throws Exception {
    try (var small =
        TestGateway.start(
            Map.of(
                "ccr.sessions.max-import-size", "100KB",
                "ccr.sessions.max-import-files", "3",
                "ccr.sessions.max-import-line", "1KB",
                "ccr.sessions.max-import-workspace", "1MB"))) {
      var client = small.client();

      imported(client, zip(Map.of(MAIN, "{}\n".repeat(1_000_000))))
          .expectProblem(400, "malformed_archive")
          .saying("max-import-size");
      imported(client, zip(Map.of("README.md", "0".repeat(5_000_000))))
          .expectProblem(400, "malformed_archive");
      imported(client, listed("README.md", "", "session.json", "", MAIN, LINE))
          .expectProblem(400, "malformed_archive")
          .saying("at most 3");
      imported(client, listed(MAIN, LINE + "{\"a\":\"" + "0".repeat(2_000) + "\"}\n"))
          .expectProblem(400, "malformed_archive")
          .saying("max-import-line");
      imported(client, archive(gzip("0".repeat(5_000_000))))
          .expectProblem(400, "malformed_archive")
          .saying("max-import-workspace");
    }
  }

  @Test
  void refusesAFileThatTheTeamHasNot() {
    api.post("/v1/sessions/import", "{}").expectProblem(400, "missing_field").at("/file_id");
    api.post("/v1/sessions/import", "{\"file_id\":\"fil_1\"}")
        .expectProblem(404, "file_not_found")
        .at("/file_id");
    String theirs = upload(Tenant.on(GATEWAY).owner(), bytes(LINE));
    api.post("/v1/sessions/import", "{\"file_id\":\"%s\"}".formatted(theirs))
        .expectProblem(404, "file_not_found");
  }

  private ApiResponse imported(byte[] content) {
    return imported(api, content);
  }

  private static ApiResponse imported(ApiClient client, byte[] content) {
    return client.post(
        "/v1/sessions/import", "{\"file_id\":\"%s\"}".formatted(upload(client, content)));
  }

  private static String upload(ApiClient client, byte[] content) {
    return client
        .sendBody(
            "POST",
            "/v1/files?name=session.zip",
            "application/zip",
            BodyPublishers.ofByteArray(content))
        .expect(201)
        .text("/id");
  }

  private byte[] export(SessionId session) throws Exception {
    String key = Tenant.key(tenant.browser(), "[\"runs:read\"]");
    var answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "http://127.0.0.1:%d/v1/sessions/%s/export"
                                .formatted(GATEWAY.port(), session)))
                    .header("Authorization", "Bearer " + key)
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Disposition").orElseThrow())
        .isEqualTo("attachment; filename=\"%s.zip\"".formatted(session));
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    return answer.body();
  }

  private StoredBlob blob(String content) throws Exception {
    return blob(bytes(content));
  }

  private StoredBlob blob(byte[] content) throws Exception {
    return GATEWAY
        .bean(Blobs.class)
        .keep(new BlobOwner.Team(runs.team()), new ByteArrayInputStream(content), content.length);
  }

  private static String read(StoredBlob blob) {
    return new String(bytes(blob), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(StoredBlob blob) {
    try (var content = GATEWAY.bean(Blobs.class).open(blob)) {
      return content.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** An export of these files. */
  private static byte[] listed(String... namesAndContents) {
    var files = ordered(namesAndContents);
    files.put("manifest.json", manifest(files));
    return zip(files);
  }

  /** An export with that archive of a working directory. */
  private static byte[] archive(byte[] content) {
    // Byte by byte, as the other contents are texts.
    String text = new String(content, StandardCharsets.ISO_8859_1);
    var files = ordered(MAIN, LINE, "workspace/0001.tar.gz", text);
    files.put(
        "manifest.json",
        "{\"files\":[%s,%s]}"
            .formatted(entry(MAIN, bytes(LINE)), entry("workspace/0001.tar.gz", content)));
    return zip(files, StandardCharsets.ISO_8859_1);
  }

  private static String manifest(Map<String, String> files) {
    return files.entrySet().stream()
        .map(file -> entry(file.getKey(), bytes(file.getValue())))
        .collect(Collectors.joining(",", "{\"files\":[", "]}"));
  }

  private static String entry(String path, byte[] content) {
    var digest = ExportArchive.sha256();
    return "{\"path\":\"%s\",\"bytes\":%d,\"sha256\":\"%s\"}"
        .formatted(path, content.length, HexFormat.of().formatHex(digest.digest(content)));
  }

  private static byte[] gzip(String content) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes(content));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static byte[] half(byte[] archive) {
    return Arrays.copyOf(archive, 150);
  }

  private static Map<String, String> ordered(String... namesAndContents) {
    var files = new LinkedHashMap<String, String>();
    for (int i = 0; i < namesAndContents.length; i += 2) {
      files.put(namesAndContents[i], namesAndContents[i + 1]);
    }
    return files;
  }

  private static byte[] zip(Map<String, String> files) {
    return zip(files, StandardCharsets.UTF_8);
  }

  private static byte[] zip(Map<String, String> files, Charset charset) {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(charset));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }

  private static Map<String, String> unzip(byte[] archive) throws IOException {
    var files = new LinkedHashMap<String, String>();
    try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return files;
  }
}
