package dev.ccrunner.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.TestGateway;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Jetty refuses by itself has the form of everything else that is refused. */
class ContainerProblemsTest {
  private static final String KEY = "x-api-key: " + TestGateway.KEY + "\r\n";

  @ParameterizedTest
  @CsvSource({
    "nonsense, 400, bad_request",
    "GET /v1/runs HTTP/9.9, 400, bad_request",
    "GET /v1/%zz HTTP/1.1, 400, bad_request",
    "GET /v1/runs/%2e%2e/x HTTP/1.1, 400, bad_request",
    "GET /v1/runs/a%2Fb HTTP/1.1, 400, bad_request"
  })
  void answersBrokenRequestLines(String line, int status, String code) throws IOException {
    String answer = RawHttp.send(line + "\r\nHost: x\r\n" + KEY + "Connection: close\r\n\r\n");

    assertProblem(answer, status, code);
  }

  @Test
  void answersAMissingHost() throws IOException {
    assertProblem(
        RawHttp.send("GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n"), 400, "bad_request");
  }

  @Test
  void answersHeadersThatAreTooLarge() throws IOException {
    String answer =
        RawHttp.send("GET /livez HTTP/1.1\r\nHost: x\r\nX-Big: " + "x".repeat(40_000) + "\r\n\r\n");

    assertProblem(answer, 431, "headers_too_large");
  }

  @Test
  void answersAUrlThatIsTooLong() throws IOException {
    String answer = RawHttp.send("GET /" + "x".repeat(40_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");

    assertProblem(answer, 414, "uri_too_long");
  }

  @Test
  void answersABodyThatEndsTooEarly() throws IOException {
    // The client closes its side in the middle of the body it announced.
    try (var socket = new java.net.Socket("127.0.0.1", TestGateway.shared().port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("POST /v1/runs HTTP/1.1\r\nHost: x\r\n"
                      + KEY
                      + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"prompt\"")
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      String answer =
          new String(
              socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

      assertProblem(answer, 400, "bad_request");
    }
  }

  private static void assertProblem(String answer, int status, String code) {
    assertThat(answer).startsWith("HTTP/1.1 " + status);
    String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
    assertThat(head).containsIgnoringCase("Content-Type: application/problem+json");
    assertThat(head).containsIgnoringCase("X-Request-Id: ");
    String body = answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1);
    JsonNode problem = JsonMapper.shared().readTree(body);
    assertThat(problem.get("code").asString()).isEqualTo(code);
    assertThat(problem.get("detail").asString()).isNotEmpty();
    assertThat(head).contains(problem.get("request_id").asString());
  }
}
