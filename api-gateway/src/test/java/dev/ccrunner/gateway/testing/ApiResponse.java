package dev.ccrunner.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the service. */
public record ApiResponse(int status, HttpHeaders headers, String body) {

  public JsonNode json() {
    return read(body);
  }

  static JsonNode read(String json) {
    return JsonMapper.shared().readTree(json);
  }

  /** The text at a JSON pointer. */
  public String text(String pointer) {
    return json().requiredAt(pointer).asString();
  }

  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  public ApiResponse expect(int expected) {
    assertThat(status).as(body).isEqualTo(expected);
    return this;
  }

  /** That it is this problem, in the form all problems have. */
  public ApiResponse expectProblem(int expected, String code) {
    expect(expected);
    assertThat(header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(text("/code")).as(body).isEqualTo(code);
    assertThat(text("/type")).isEqualTo("urn:ccr:problem:" + code);
    assertThat(json().get("status").intValue()).isEqualTo(expected);
    assertThat(text("/request_id")).isEqualTo(header("X-Request-Id")).isNotEmpty();
    assertThat(text("/detail")).isNotEmpty();
    assertThat(text("/title")).isNotEmpty();
    assertThat(json().get("retryable").isBoolean()).isTrue();
    assertThat(json().get("errors").isArray()).isTrue();
    return this;
  }

  /** That its first field error is at {@code pointer}. */
  public ApiResponse at(String pointer) {
    assertThat(json().at("/errors/0/pointer").asString()).as(body).isEqualTo(pointer);
    return this;
  }

  public ApiResponse saying(String part) {
    assertThat(text("/detail")).contains(part);
    return this;
  }
}
