package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

class JsonBodiesTest {
  private final JsonBodies bodies =
      new JsonBodies(new WebSettings(DataSize.ofKilobytes(1), 5, Duration.ZERO, List.of(), null));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"a\":",
        "{\"a\"}",
        "{\"a\":1,}",
        "[1,]",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\x\"}",
        "{/* c */}",
        "{} {}",
        "[[[[[[]]]]]]",
        "nul"
      })
  void refusesInWordsThatNameNoClass(String body) {
    var refused =
        catchThrowableOfType(
            ProblemException.class,
            () -> bodies.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), -1));

    assertThat(refused.code()).isEqualTo(ErrorCode.MALFORMED_JSON);
    assertThat(refused.detail())
        .startsWith("Expected ")
        .doesNotContain("jackson", "JsonToken", "`", "Feature", "StreamRead");
  }

  /** Or the connection would be cut under who is still sending, instead of an answer. */
  @ParameterizedTest
  @ValueSource(longs = {-1, 3_000})
  void readsABodyToItsEndThatItRefusesForItsSize(long announced) {
    var body = new ByteArrayInputStream(new byte[3_000]);

    assertThatThrownBy(() -> bodies.read(body, announced))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BODY_TOO_LARGE));
    assertThat(body.available()).isZero();
  }

  @Test
  void doesNotReadForEver() {
    var endless =
        new InputStream() {
          @Override
          public int read() {
            return ' ';
          }
        };

    assertThatThrownBy(() -> bodies.read(endless, -1)).isInstanceOf(ProblemException.class);
  }
}
