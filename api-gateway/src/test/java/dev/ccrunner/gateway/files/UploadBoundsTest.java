package dev.ccrunner.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a gateway with little room and little patience. */
class UploadBoundsTest {
  private static final int MAX = 100_000;

  @TempDir private static Path incoming;
  private static TestGateway gateway;
  private ApiClient api;

  @BeforeAll
  static void start() {
    gateway =
        TestGateway.start(
            Map.of(
                "ccr.files.max-size", MAX + "B",
                "ccr.files.max-uploads", "2",
                "ccr.files.upload-within", "2s",
                "ccr.blobs.quota-per-team", "150000B",
                "ccr.blobs.incoming", incoming.toString()));
  }

  @BeforeEach
  void connect() {
    api = gateway.client();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private ApiResponse upload(Form form) {
    return api.sendBody("POST", "/v1/files", Form.TYPE, form.body());
  }

  @Test
  void refusesFilesThatAreTooLarge() throws IOException {
    api.send("POST", "/v1/files?name=a", "text/plain", "x".repeat(MAX + 1))
        .expectProblem(413, "file_too_large")
        .saying("100000");
    // Of unknown length, and as a form.
    api.sendBody(
            "POST",
            "/v1/files?name=a",
            "text/plain",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[MAX + 1])))
        .expectProblem(413, "file_too_large");
    upload(new Form().file("a", "text/plain", "x".repeat(MAX + 1)))
        .expectProblem(413, "file_too_large");
    assertNothingWaits();
  }

  @Test
  void refusesWhatTheTeamHasNoRoomFor() {
    upload(new Form().file("a", "text/plain", "a".repeat(MAX))).expect(201);
    upload(new Form().file("b", "text/plain", "b".repeat(MAX)))
        .expectProblem(409, "storage_full")
        .saying("ccr.blobs.quota-per-team");
    upload(new Form().file("same as a", "text/plain", "a".repeat(MAX))).expect(201);
  }

  @Test
  void refusesFormsThatAreNone() throws IOException {
    api.send("POST", "/v1/files", "multipart/form-data", "--x\r\n\r\n--x--")
        .expectProblem(400, "malformed_upload");
    api.send("POST", "/v1/files", "multipart/form-data; boundary=", "--x")
        .expectProblem(400, "malformed_upload");
    api.send(
            "POST",
            "/v1/files",
            Form.TYPE,
            "--limit\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nbroken off")
        .expectProblem(400, "malformed_upload");
    // Nothing in it is the file.
    for (String body : List.of("", "no boundary in it", "--limit--", "--limit\r\n")) {
      String code = api.send("POST", "/v1/files", Form.TYPE, body).expect(400).text("/code");
      assertThat(code).isIn("malformed_upload", "missing_field");
    }
    assertNothingWaits();
  }

  @Test
  void refusesPartsThatAreNotAskedFor() throws IOException {
    upload(new Form().field("name", "n")).expectProblem(400, "missing_field").at("/file");
    upload(new Form().field("other", "x").file("f", "text/plain", "x"))
        .expectProblem(400, "unknown_field");
    upload(new Form().file("f", "text/plain", "x").file("g", "text/plain", "y"))
        .expectProblem(400, "duplicate_field");
    upload(new Form().field("name", "a").field("name", "b").file("f", "text/plain", "x"))
        .expectProblem(400, "duplicate_field");
    upload(new Form().field("name", "n".repeat(5_000)).file("f", "text/plain", "x"))
        .expectProblem(400, "invalid_field")
        .at("/name");
    var many = new Form();
    for (int i = 0; i < 10_000; i++) {
      many.field("field" + i, "x");
    }
    upload(many.file("f", "text/plain", "x")).expectProblem(400, "unknown_field");
    assertNothingWaits();
  }

  @Test
  void refusesHeadersOfPartsThatAreTooLarge() {
    upload(
            new Form()
                .raw(
                    "Content-Disposition: form-data; name=\"file\"; filename=\"%s\""
                        .formatted("f".repeat(20_000)),
                    Form.text("x")))
        .expectProblem(400, "malformed_upload");
  }

  @Test
  void refusesNamesInFormsThatAreMoreThanAName() {
    for (String name :
        List.of("../../etc/cron.d/evil", "/etc/passwd", "C:\\\\evil.exe", "..", "a\0b")) {
      upload(new Form().file(name, "text/plain", "x"))
          .expectProblem(400, "invalid_field")
          .at("/name");
    }
  }

  /** One byte now and then keeps a connection open, and the upload's place with it. */
  @Test
  void givesUpUploadsThatDoNotEnd() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        slow.add(begin());
      }
      await()
          .untilAsserted(() ->
              api.send("POST", "/v1/files?name=a", "text/plain", "x")
                  .expectProblem(429, "too_many_uploads"));
      for (Socket socket : slow) {
        assertThat(trickle(socket)).startsWith("HTTP/1.1 408").contains("upload_too_slow");
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    await()
        .untilAsserted(() -> api.send("POST", "/v1/files?name=a", "text/plain", "x").expect(201));
    assertNothingWaits();
  }

  private Socket begin() throws IOException {
    var socket = new Socket("127.0.0.1", gateway.port());
    socket.setSoTimeout(10_000);
    String head =
        "POST /v1/files?name=slow HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: text/plain\r\nContent-Length: 50000\r\n\r\n"
            .formatted(TestGateway.KEY);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write('x');
    socket.getOutputStream().flush();
    return socket;
  }

  /** One byte at a time, until there is an answer. */
  private static String trickle(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    socket.setSoTimeout(50);
    int first = -1;
    for (int i = 0; i < 200 && first < 0; i++) {
      try {
        socket.getOutputStream().write('x');
        first = in.read();
      } catch (SocketTimeoutException e) {
        // Not yet.
      }
    }
    socket.setSoTimeout(10_000);
    return (char) first + new String(in.readNBytes(1_000), StandardCharsets.UTF_8);
  }

  private static void assertNothingWaits() throws IOException {
    await()
        .untilAsserted(() -> {
          try (var left = Files.list(incoming)) {
            assertThat(left).isEmpty();
          }
        });
  }
}
