package dev.ccrunner.gateway.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.SettingsBinding;
import dev.ccrunner.gateway.testing.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DownloadTest {
  private static final String DIGITS = "0123456789";

  @TempDir private static Path blobs;
  private static TestGateway gateway;
  private ApiClient api;

  @BeforeAll
  static void start() {
    gateway =
        TestGateway.start(
            Map.of("ccr.blobs.directory", blobs.toString(), "ccr.downloads.write-deadline", "1s"));
  }

  @BeforeEach
  void connect() {
    api = gateway.client();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private String uploaded(String name, String type, String content) {
    return api.send("POST", "/v1/files?name=" + name, type, content).expect(201).header("Location")
        + "/content";
  }

  @Test
  void isAnAttachmentThatNoBrowserRuns() {
    var answer = api.get(uploaded("a%22b%C3%A9.txt", "text/plain", DIGITS)).expect(200);

    assertThat(answer.body()).isEqualTo(DIGITS);
    assertThat(answer.header("Content-Length")).isEqualTo("10");
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=utf-8");
    assertThat(answer.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"a_b_.txt\"; filename*=UTF-8''a%22b%C3%A9.txt");
    assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
    assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
    assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(answer.header("ETag")).matches("\"[0-9a-f]{64}\"");
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, application/octet-stream",
    "image/svg+xml, application/octet-stream",
    "application/xhtml+xml, application/octet-stream",
    "text/xml, application/octet-stream",
    "text/javascript, application/octet-stream",
    "made/up, application/octet-stream",
    "TEXT/Plain, text/plain;charset=utf-8",
    "image/png, image/png",
    "application/pdf, application/pdf"
  })
  void isDeclaredAsWhatIsSafe(String declared, String shown) {
    assertThat(api.get(uploaded("f", declared, "x")).expect(200).header("Content-Type"))
        .isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes=0-0      | 206 | 0          | bytes 0-0/10",
        "bytes=2-5      | 206 | 2345       | bytes 2-5/10",
        "bytes=7-       | 206 | 789        | bytes 7-9/10",
        "bytes=-3       | 206 | 789        | bytes 7-9/10",
        "bytes=-100     | 206 | 0123456789 | bytes 0-9/10",
        "bytes=0-       | 206 | 0123456789 | bytes 0-9/10",
        "bytes=5-100    | 206 | 56789      | bytes 5-9/10",
        "bytes=9-9      | 206 | 9          | bytes 9-9/10",
        "bytes=10-      | 416 |            | bytes */10",
        "bytes=10-20    | 416 |            | bytes */10",
        "bytes=5-4      | 416 |            | bytes */10",
        "bytes=-0       | 416 |            | bytes */10",
        "bytes=-        | 416 |            | bytes */10",
        "bytes=a-b      | 416 |            | bytes */10",
        "bytes=1        | 416 |            | bytes */10",
        "bytes=99999999999999999999- | 416 | | bytes */10",
        "bytes=0-1,3-4  | 200 | 0123456789 |",
        "lines=0-1      | 200 | 0123456789 |",
      })
  void givesTheRangeThatIsAskedFor(String range, int status, String body, String header) {
    var answer = api.with("Range", range).get(uploaded("d", "text/plain", DIGITS)).expect(status);

    assertThat(answer.header("Content-Range")).isEqualTo(header == null ? "" : header);
    if (status == 416) {
      answer.expectProblem(416, "range_not_satisfiable");
      assertThat(answer.header("Content-Security-Policy")).isEmpty();
    } else {
      assertThat(answer.body()).isEqualTo(body);
      assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(body.length()));
    }
  }

  @Test
  void hasNoRangeOfNothing() {
    String empty = uploaded("e", "text/plain", "");

    api.with("Range", "bytes=0-").get(empty).expectProblem(416, "range_not_satisfiable");
    assertThat(api.get(empty).expect(200).body()).isEmpty();
  }

  @Test
  void isNotSentToWhoHasIt() {
    String path = uploaded("t", "text/plain", DIGITS);
    String tag = api.get(path).header("ETag");

    for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
      var answer = api.with("If-None-Match", known).get(path).expect(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("ETag")).isEqualTo(tag);
    }
    api.with("If-None-Match", "\"x\"").get(path).expect(200);
    // As long as it is the same, a download goes on where it was broken off.
    api.with("Range", "bytes=5-").with("If-Range", tag).get(path).expect(206);
    api.with("Range", "bytes=5-").with("If-Range", "\"x\"").get(path).expect(200);
  }

  @Test
  void hasHeadersWithoutABody() throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:" + gateway.port() + uploaded("h", "text/plain", DIGITS)))
            .header("Authorization", "Bearer " + TestGateway.KEY)
            .HEAD()
            .build();
    try (var http = HttpClient.newHttpClient()) {
      var answer = http.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Length")).contains("10");
      assertThat(answer.headers().firstValue("ETag")).isPresent();
    }
  }

  @Test
  void saysThatAContentIsLost() throws IOException {
    String path = uploaded("lost", "text/plain", "soon lost");
    Files.delete(object(api.get(path).header("ETag").replace("\"", "")));

    api.get(path).expectProblem(500, "internal_error");
  }

  /** A client that only looks at the status must not take it for whole. */
  @Test
  void breaksOffWhenAContentIsDamaged() throws IOException {
    String path = uploaded("damaged", "text/plain", "soon damaged");
    Files.writeString(object(api.get(path).header("ETag").replace("\"", "")), "now damaged!");

    assertThatThrownBy(() -> api.get(path)).isInstanceOf(UncheckedIOException.class);
    assertThat(api.with("Range", "bytes=0-2").get(path).expect(206).body()).isEqualTo("now");
  }

  private static Path object(String hash) throws IOException {
    try (var all = Files.walk(blobs)) {
      return all.filter(path -> path.endsWith(hash)).findFirst().orElseThrow();
    }
  }

  /** It takes not one byte; its thread is not held for ever. */
  @Test
  void givesUpClientsThatDoNotRead() throws IOException {
    String path = uploaded("large", "text/plain", "x".repeat(30_000_000));
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new java.net.InetSocketAddress("127.0.0.1", gateway.port()));
      String head =
          "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(path, TestGateway.KEY);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      assertThat(socket.getInputStream().read()).isEqualTo('H');

      await().until(() -> sending() > 0);
      await().atMost(Duration.ofSeconds(15)).until(() -> sending() == 0);
    }
    // Another client is served as before.
    assertThat(api.with("Range", "bytes=0-2").get(path).expect(206).body()).isEqualTo("xxx");
  }

  /** How many contents are open. */
  private static long sending() throws IOException {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(
              fd -> {
                try {
                  return Files.readSymbolicLink(fd).startsWith(blobs.toRealPath());
                } catch (IOException e) {
                  return false;
                }
              })
          .count();
    }
  }

  @Test
  void hasSettings() {
    assertThat(SettingsBinding.bind("ccr.downloads", ContentSettings.class, Map.of()))
        .isEqualTo(new ContentSettings(Duration.ofSeconds(60)));
    assertThat(
            SettingsBinding.bind(
                "ccr.downloads",
                ContentSettings.class,
                Map.of("ccr.downloads.write-deadline", "5s")))
        .isEqualTo(new ContentSettings(Duration.ofSeconds(5)));
  }

  @Test
  void saysWhatIsMissingWhereThereIsNoStore() {
    try (var without = TestGateway.start(Map.of("ccr.blobs.directory", ""))) {
      without
          .client()
          .send("POST", "/v1/files?name=a", "text/plain", "x")
          .expectProblem(503, "files_not_configured")
          .saying("ccr.blobs.directory");
      without
          .client()
          .post("/v1/sessions", "{}")
          .expectProblem(503, "files_not_configured")
          .saying("ccr.blobs.directory");
      ApiResponse run = without.client().post("/v1/runs", "{\"prompt\":\"p\"}");
      run.expect(202);
    }
  }
}
