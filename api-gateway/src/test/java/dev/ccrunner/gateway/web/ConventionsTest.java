package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConventionsTest {
  private final ApiClient api = TestGateway.shared().client();

  @Test
  void returnsTheClientsRequestId() {
    assertThat(api.with("X-Request-Id", "abc-1._Z").get("/v1/runs").header("X-Request-Id"))
        .isEqualTo("abc-1._Z");
    assertThat(
            api.with("X-Request-Id", "abc-2")
                .get("/v1/nothing")
                .expectProblem(404, "not_found")
                .text("/request_id"))
        .isEqualTo("abc-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "<script>", "a\tb", "é"})
  void replacesARequestIdThatIsNotSane(String id) {
    assertThat(api.with("X-Request-Id", id).get("/v1/runs").header("X-Request-Id"))
        .matches("req_[0-9a-f]{32}");
  }

  @Test
  void replacesARequestIdThatIsTooLong() {
    String longest = "x".repeat(128);

    assertThat(api.with("X-Request-Id", longest).get("/livez").header("X-Request-Id"))
        .isEqualTo(longest);
    assertThat(api.with("X-Request-Id", longest + "x").get("/livez").header("X-Request-Id"))
        .startsWith("req_");
  }

  @Test
  void answersAnUnknownPath() {
    ApiResponse answer = api.get("/v2/runs").expectProblem(404, "not_found");

    assertThat(answer.text("/instance")).isEqualTo("/v2/runs");
    api.get("/").expectProblem(404, "not_found");
    api.get("/error").expectProblem(404, "not_found");
    api.get("/v1/runs/").expectProblem(404, "not_found");
    api.get("/actuator/prometheus").expectProblem(404, "not_found");
    api.get("/v1/openapi.json.yaml").expectProblem(404, "not_found");
  }

  @Test
  void answersAWrongMethodAndNamesTheRightOnes() {
    ApiResponse answer =
        api.send("DELETE", "/v1/runs", null, null).expectProblem(405, "method_not_allowed");

    assertThat(answer.header("Allow")).isEqualTo("GET, POST");
    assertThat(answer.text("/detail")).contains("GET", "POST", "DELETE");
  }

  @Test
  void answersAMediaTypeThatIsNotThere() {
    api.with("Accept", "text/html").get("/v1/runs").expectProblem(406, "not_acceptable");
  }

  @Test
  void answersAnUnknownParameterOnEveryEndpoint() {
    for (String path : new String[] {"/v1/workers", "/livez", "/readyz"}) {
      api.get(path + "?verbose=1").expectProblem(400, "unknown_parameter").saying("verbose");
    }
    api.post("/v1/runs?dryrun=true", "{\"prompt\":\"p\"}")
        .expectProblem(400, "unknown_parameter")
        .saying("dry_run");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json;charset=utf-16",
        "x"
      })
  void answersABodyThatIsNotDeclaredAsJson(String contentType) {
    api.send("POST", "/v1/runs", contentType, "{\"prompt\":\"p\"}")
        .expectProblem(415, "unsupported_media_type")
        .saying("application/json");
  }

  @Test
  void answersALargeFormWithoutReadingIt() {
    api.send("POST", "/v1/runs", "application/x-www-form-urlencoded", "a=" + "b".repeat(300_000))
        .expectProblem(415, "unsupported_media_type");
  }

  @Test
  void answersACompressedBody() {
    api.with("Content-Encoding", "gzip")
        .post("/v1/runs", "{\"prompt\":\"p\"}")
        .expectProblem(415, "unsupported_media_type");
  }

  @Test
  void acceptsJsonWithItsCharset() {
    api.send(
            "POST",
            "/v1/runs?dry_run=true",
            "application/json; charset=UTF-8",
            "{\"prompt\":\"é\"}")
        .expect(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                       | empty",
        "{                        | line 1",
        "{\"prompt\":\"p\"} x     | line 1",
        "{\"prompt\":\"p\"}{}     | end of the body",
        "{\"prompt\":nope}        | line 1",
        "{'prompt':'p'}           | line 1",
        "[]                       | array",
        "\"p\"                    | string",
        "null                     | null",
        "7                        | 7"
      })
  void answersABodyThatIsNoJsonObject(String body, String saying) {
    api.post("/v1/runs", body).expectProblem(400, "malformed_json").at("").saying(saying);
  }

  @Test
  void answersABodyThatIsNotUtf8() {
    api.sendBody(
            "POST",
            "/v1/runs",
            "application/json",
            BodyPublishers.ofByteArray("{\"prompt\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)))
        .expectProblem(400, "malformed_json");
  }

  @Test
  void answersABodyThatIsNestedTooDeep() {
    api.post("/v1/runs", "{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
        .expectProblem(400, "malformed_json");
  }

  @Test
  void answersADuplicateFieldDeepInTheBody() {
    api.post("/v1/runs", "{\"prompt\":\"p\",\"labels\":{\"a\":\"1\",\"a\":\"2\"}}")
        .expectProblem(400, "duplicate_field")
        .at("/labels/a");
  }

  @Test
  void answersABodyThatIsTooLarge() {
    String large = "{\"prompt\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}";

    api.post("/v1/runs", large).expectProblem(413, "body_too_large").saying("2097152");
    // Without an announced length it is noticed while it is read.
    api.sendBody(
            "POST",
            "/v1/runs",
            "application/json",
            BodyPublishers.ofInputStream(
                () -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))
        .expectProblem(413, "body_too_large");
  }
}
