package dev.ccrunner.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerTokensTest extends BrokerUnderTest {

  BrokerTokensTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

  @Test
  void neverGivesTheProvidersKeyBack() throws Exception {
    provider.answers(
        ScriptedProvider.json(
            400,
            "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad key " + KEY + "\"}}",
            "x-echo",
            KEY));

    var answer = message().send();

    assertThat(answer.getContentAsString())
        .isEqualTo(
            "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad key [key]\"}}");
    assertThat(answer.getHeaders().asString()).doesNotContain(KEY);
    assertThat(token.snapshot().toString()).doesNotContain(KEY);
    assertThat(settings(provider.url()).toString()).doesNotContain(KEY);
    assertThat(token.toString()).doesNotContain(token.value());
  }

  @Test
  void knowsATokenInEitherHeaderAndNoOther() throws Exception {
    var bearer =
        request("GET", "/v1/models")
            .headers(headers ->
                headers.remove("x-api-key").add("Authorization", "Bearer " + token.value()));
    assertThat(bearer.send().getStatus()).isEqualTo(200);

    for (var wrong : List.of("", "x", KEY, token.value() + "x")) {
      var answer =
          request("GET", "/v1/models").headers(headers -> headers.put("x-api-key", wrong)).send();
      assertThat(answer.getStatus()).isEqualTo(401);
      assertThat(answer.getContentAsString())
          .contains("\"type\":\"error\"", "authentication_error");
    }
  }

  @Test
  void revokingEndsCallsUnderWayAndRefusesFurtherOnes() throws Exception {
    var cut = new CountDownLatch(1);
    provider.answers(streamUntilCut(cut));
    var listener = open(message());
    var in = listener.getInputStream();
    read(in, 10);

    token.close();

    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    assertThat(cut.await(20, TimeUnit.SECONDS)).as("the provider is told to stop").isTrue();
    assertThat(message().send().getStatus()).isEqualTo(401);
    assertThat(token.snapshot().requests()).isEqualTo(1);
  }

  @Test
  void revokingEndsACallThatWaitsForItsFirstByte() throws Exception {
    var asked = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    provider.answers(_ -> {
      asked.countDown();
      release.await();
    });
    Future<ContentResponse> call = CompletableFuture.supplyAsync(() -> sendUnchecked(message()));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    token.close();

    assertThat(call.get(10, TimeUnit.SECONDS).getStatus()).isEqualTo(401);
    release.countDown();
  }

  private static ContentResponse sendUnchecked(Request request) {
    try {
      return request.send();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void letsEveryUserConnectAndLeavesNoSocketBehind() throws Exception {
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(broker.socket())))
        .isEqualTo("rw-rw-rw-");

    broker.close();

    assertThat(broker.socket()).doesNotExist();
  }
}
