package dev.ccrunner.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.FileId;
import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.blob.BlobCollection;
import dev.ccrunner.infra.blob.TeamFiles;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.TeamId;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Tenant TENANT = Tenant.on(GATEWAY);
  private static final String HELLO_SHA256 =
      "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

  private final ApiClient api = TENANT.owner();

  private ApiResponse upload(String query, String type, String content) {
    return api.send("POST", "/v1/files?" + query, type, content);
  }

  private ApiResponse upload(Form form) {
    return api.sendBody("POST", "/v1/files", Form.TYPE, form.body());
  }

  @Test
  void keepsABodyThatIsTheFile() {
    var made = upload("name=hello.txt", "text/plain; charset=utf-8", "hello").expect(201);

    assertThat(made.text("/id")).startsWith("fil_");
    assertThat(made.text("/object")).isEqualTo("file");
    assertThat(made.text("/name")).isEqualTo("hello.txt");
    assertThat(made.text("/media_type")).isEqualTo("text/plain");
    assertThat(made.json().get("bytes").intValue()).isEqualTo(5);
    assertThat(made.text("/sha256")).isEqualTo(HELLO_SHA256);
    assertThat(Instant.parse(made.text("/expires_at")))
        .isEqualTo(Instant.parse(made.text("/created_at")).plus(Duration.ofDays(30)));
    assertThat(made.header("Location")).isEqualTo("/v1/files/" + made.text("/id"));
    assertThat(api.get(made.header("Location")).expect(200).json()).isEqualTo(made.json());
    assertThat(api.get(made.header("Location") + "/content").expect(200).body()).isEqualTo("hello");
  }

  @Test
  void keepsAForm() {
    var made =
        upload(
                new Form()
                    .field("expires_after", "2h")
                    .file("schön \"und\" gut.pdf".replace("\"", "%22"), "application/pdf", "%PDF"))
            .expect(201);

    assertThat(made.text("/name")).startsWith("schön ");
    assertThat(made.text("/media_type")).isEqualTo("application/pdf");
    assertThat(Instant.parse(made.text("/expires_at")))
        .isEqualTo(Instant.parse(made.text("/created_at")).plus(Duration.ofHours(2)));
  }

  @Test
  void takesFieldsBeforeAndAfterTheFile() {
    var before = new Form().field("name", "mine.txt").file("theirs.txt", "text/plain", "x");
    var after =
        new Form()
            .file("theirs.txt", "text/plain", "x")
            .field("name", "mine.txt")
            .field("expires_after", "1h");

    assertThat(upload(before).expect(201).text("/name")).isEqualTo("mine.txt");
    assertThat(upload(after).expect(201).text("/name")).isEqualTo("mine.txt");
  }

  @Test
  void keepsNothingAsWell() {
    var made = upload("name=empty", "application/octet-stream", "").expect(201);

    assertThat(made.json().get("bytes").intValue()).isZero();
    assertThat(api.get(made.header("Location") + "/content").expect(200).body()).isEmpty();
  }

  @Test
  void isListedNewestFirst() {
    var other = Tenant.on(GATEWAY);
    for (int i = 0; i < 3; i++) {
      other.owner().send("POST", "/v1/files?name=f" + i, "text/plain", "same").expect(201);
    }

    var first = other.owner().get("/v1/files?limit=2").expect(200);
    var second =
        other.owner().get("/v1/files?limit=2&cursor=" + first.text("/next_cursor")).expect(200);

    assertThat(first.json().findValuesAsString("name")).containsExactly("f2", "f1");
    assertThat(second.json().findValuesAsString("name")).containsExactly("f0");
    assertThat(second.json().get("next_cursor").isNull()).isTrue();
  }

  @Test
  void isGoneWhenItIsDeleted() {
    String path = upload("name=gone", "text/plain", "gone").expect(201).header("Location");

    api.delete(path).expect(204);

    api.get(path).expectProblem(404, "file_not_found");
    api.get(path + "/content").expectProblem(404, "file_not_found");
    api.delete(path).expectProblem(404, "file_not_found");
    api.get("/v1/files/nonsense").expectProblem(404, "file_not_found").saying("nonsense");
  }

  @Test
  void isWrittenDown() {
    var made = upload("name=logged", "text/plain", "logged").expect(201);
    api.delete(made.header("Location")).expect(204);

    var entries = api.get("/v1/audit_log?target=" + made.text("/id")).expect(200).json();

    assertThat(entries.findValuesAsString("action"))
        .containsExactly("file.deleted", "file.created");
  }

  @Test
  void isKeptOnceForOneKey() {
    var keyed = api.with("Idempotency-Key", TimeOrderedIds.next().toString());

    var first = keyed.send("POST", "/v1/files?name=once", "text/plain", "once").expect(201);
    var second = keyed.send("POST", "/v1/files?name=once", "text/plain", "once").expect(201);

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    keyed
        .send("POST", "/v1/files?name=once", "text/plain", "another")
        .expectProblem(422, "idempotency_key_reused");
    keyed
        .send("POST", "/v1/files?name=another", "text/plain", "once")
        .expectProblem(422, "idempotency_key_reused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        ".",
        "a%2Fb",
        "%2Fetc%2Fpasswd",
        "..%5C..%5Cevil",
        "a%0Ab",
        "a%1Bb",
        "a%E2%80%AEb",
        "%20%20"
      })
  void refusesNamesThatAreMoreThanAName(String name) {
    upload("name=" + name, "text/plain", "x").expectProblem(400, "invalid_field").at("/name");
  }

  @Test
  void refusesNamesThatAreTooLong() {
    upload("name=" + "n".repeat(255), "text/plain", "x").expect(201);
    upload("name=" + "n".repeat(256), "text/plain", "x").expectProblem(400, "invalid_field");
  }

  @ParameterizedTest
  @CsvSource({"59s", "366d", "soon", "''", "1y"})
  void refusesTimesThatAreNone(String time) {
    upload("name=a&expires_after=" + time, "text/plain", "x")
        .expectProblem(400, "invalid_field")
        .at("/expires_after")
        .saying("1m to 8760h");
  }

  @Test
  void needsAName() {
    api.send("POST", "/v1/files", "text/plain", "x").expectProblem(400, "missing_field");
  }

  @Test
  void saysHowAFileIsSentToWhoSendsAnotherForm() {
    upload("name=a", "application/x-www-form-urlencoded", "a=b")
        .expectProblem(415, "unsupported_media_type")
        .saying("multipart/form-data");
    api.with("Content-Encoding", "gzip")
        .send("POST", "/v1/files?name=a", "text/plain", "x")
        .expectProblem(415, "unsupported_media_type");
    upload("name=a", "not a type", "x").expectProblem(400, "invalid_field").at("/media_type");
  }

  @Test
  void takesTheScopesOfFiles() {
    var reader = Tenant.withKeyOf(TENANT.browser(), "[\"files:read\"]");
    var writer = Tenant.withKeyOf(TENANT.browser(), "[\"files:write\"]");

    reader.get("/v1/files").expect(200);
    reader
        .send("POST", "/v1/files?name=a", "text/plain", "x")
        .expectProblem(403, "forbidden")
        .saying("files:write");
    writer.send("POST", "/v1/files?name=a", "text/plain", "x").expect(201);
    writer.get("/v1/files").expectProblem(403, "forbidden").saying("files:read");
  }

  @Test
  void isThereForRunsOfItsTeam() {
    var files = GATEWAY.bean(TeamFiles.class);
    var id =
        FileId.parse(upload("name=in.txt", "text/plain", "hello").expect(201).text("/id"))
            .orElseThrow();
    var team = TeamId.parse(TENANT.id()).orElseThrow();

    assertThat(files.use(team, List.of(id)))
        .hasEntrySatisfying(
            id,
            ref -> {
              assertThat(ref.name()).isEqualTo("in.txt");
              assertThat(ref.blob().sha256()).isEqualTo(HELLO_SHA256);
              assertThat(ref.blob().key()).isEqualTo(TENANT.id() + "/files/" + HELLO_SHA256);
            });
    assertThat(files.use(new TeamId(TimeOrderedIds.next()), List.of(id))).isEmpty();
  }

  /** Deleted while the run waits: what is in it stays. */
  @Test
  void staysForARunThatWasSubmittedWithIt() throws Exception {
    var made = upload("name=held.txt", "text/plain", "held by a run").expect(201);
    api.post(
            "/v1/runs",
            "{\"prompt\":\"p\",\"workspace\":{\"files\":[{\"id\":\"%s\",\"path\":\"in.txt\"}]}}"
                .formatted(made.text("/id")))
        .expect(202);
    api.delete(made.header("Location")).expect(204);
    String sha256 = made.text("/sha256");
    try (var connection = GATEWAY.database().connect();
        var sql = connection.createStatement()) {
      sql.execute("update blob set kept_until = now() where key like '%" + sha256 + "'");

      int _ = GATEWAY.bean(BlobCollection.class).collect(Duration.ofDays(1), 10);
      assertThat(rows(sql, sha256)).isEqualTo(1);

      sql.execute("update run set status = 'cancelled' where spec like '%" + sha256 + "%'");
      int _ = GATEWAY.bean(BlobCollection.class).collect(Duration.ofDays(1), 10);
      assertThat(rows(sql, sha256)).isZero();
    }
  }

  private static int rows(Statement sql, String sha256) throws SQLException {
    try (var rows =
        sql.executeQuery("select count(*) from blob where key like '%" + sha256 + "'")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
