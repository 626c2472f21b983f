package dev.ccrunner.demomodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.demomodel.ModelClient.Reply;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class FaultsTest {

  private DemoModel model;
  private ModelClient client;

  @BeforeEach
  void start() throws IOException {
    model = DemoModel.start(DemoModelOptions.forTests());
    client = new ModelClient(model.baseUrl());
  }

  @AfterEach
  void stop() {
    model.close();
  }

  @ParameterizedTest
  @CsvSource({
    "401,authentication_error",
    "403,permission_error",
    "429,rate_limit_error",
    "500,api_error",
    "529,overloaded_error"
  })
  void answersWithAnErrorStatus(int status, String type) {
    var reply = run("[{\"fault\":\"status\",\"status\":%d}]".formatted(status));

    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.json().path("type").stringValue()).isEqualTo("error");
    assertThat(reply.json().at("/error/type").stringValue()).isEqualTo(type);
    assertThat(reply.json().path("request_id").stringValue())
        .isEqualTo(reply.header("request-id").orElseThrow());
  }

  @Test
  void saysWhenToComeBack() {
    var reply =
        run("[{\"fault\":\"status\",\"status\":429,\"retry_after\":3,\"message\":\"slow down\"}]");

    assertThat(reply.header("retry-after")).contains("3");
    assertThat(reply.json().at("/error/message").stringValue()).isEqualTo("slow down");
  }

  @Test
  void failsAsOftenAsAskedAndThenAnswers() {
    var script =
        "[{\"fault\":\"status\",\"status\":529,\"times\":2,\"then\":{\"text\":\"made it\"}}]";

    assertThat(run(script).status()).isEqualTo(529);
    assertThat(run(script).status()).isEqualTo(529);
    assertThat(run(script).text()).isEqualTo("made it");
    assertThat(run(script).status()).as("the next run of the same script").isEqualTo(529);
  }

  @Test
  void answersWithTheTurnsOwnContentOrASentenceWhenNothingFollowsTheFault() {
    var own = "[{\"fault\":\"status\",\"status\":500,\"times\":1,\"text\":\"own\"}]";
    var none = "[{\"fault\":\"status\",\"status\":500,\"times\":1}]";

    run(own);
    run(none);

    assertThat(run(own).text()).isEqualTo("own");
    assertThat(run(none).text()).contains("after the scripted fault");
  }

  @Test
  void countsFaultsPerClaudeSession() {
    var request =
        CliRequest.prompting("SCRIPT<<[{\"fault\":\"status\",\"status\":500,\"times\":1}]>>")
            .json();

    assertThat(as("one", request).status()).isEqualTo(500);
    assertThat(as("two", request).status()).isEqualTo(500);
    assertThat(as("one", request).status()).isEqualTo(200);
  }

  @Test
  void breaksOffInTheMiddleOfTheText() {
    var reply = run("[{\"fault\":\"cut\",\"after_chars\":7,\"text\":\"one two three\"}]");

    assertThat(reply.brokenOff()).isTrue();
    assertThat(reply.text()).isEqualTo("one two");
    assertThat(reply.eventTypes()).doesNotContain("message_stop");
  }

  @Test
  void breaksOffAWholeAnswerToo() {
    var reply =
        client.ask(
            CliRequest.prompting("SCRIPT<<[{\"fault\":\"cut\",\"text\":\"one two three\"}]>>")
                .whole());

    assertThat(reply.brokenOff()).isTrue();
    assertThat(reply.body()).startsWith("{\"id\"").doesNotEndWith("}");
  }

  @Test
  void stallsInTheMiddleAndThenGoesOn() {
    var start = System.nanoTime();
    var reply = run("[{\"fault\":\"stall\",\"after_chars\":3,\"ms\":200,\"text\":\"one two\"}]");

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);
    assertThat(reply.text()).isEqualTo("one two");
    assertThat(reply.deltas("text")).containsExactly("one", " two");
  }

  @Test
  void answersOthersWhileOneAnswerStallsAndEndsItWhenClosed() throws Exception {
    var stalled =
        CompletableFuture.supplyAsync(
            () -> run("[{\"fault\":\"stall\",\"after_chars\":3,\"text\":\"one two\"}]"));

    for (var i = 0; i < 20; i++) {
      assertThat(run("[{\"text\":\"quick\"}]").text()).isEqualTo("quick");
    }
    assertThat(stalled).isNotDone();
    awaitRequests(21);

    model.close();
    try {
      assertThat(stalled.get(10, TimeUnit.SECONDS).brokenOff()).isTrue();
    } catch (ExecutionException e) {
      // Closed before its first byte: then the client has no answer at all.
      assertThat(e).hasRootCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void sendsAnErrorInTheStream() {
    var reply = run("[{\"fault\":\"error_event\",\"after_chars\":3,\"text\":\"one two\"}]");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.eventTypes()).last().isEqualTo("error");
    assertThat(reply.events().getLast().at("/error/type").stringValue())
        .isEqualTo("overloaded_error");
  }

  @Test
  void sendsSomethingThatIsNoAnswer() {
    var reply = run("[{\"fault\":\"garbage\"}]");

    assertThat(reply.status()).isEqualTo(200);
    assertThatThrownBy(reply::events).isInstanceOf(RuntimeException.class);
  }

  private void awaitRequests(int count) throws InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (model.requests().size() < count && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(model.requests()).hasSize(count);
  }

  private Reply as(String session, String body) {
    return client.post("/v1/messages", body, "x-api-key", "k", "x-claude-code-session-id", session);
  }

  private Reply run(String turns) {
    return client.ask(CliRequest.prompting("SCRIPT<<" + turns + ">>"));
  }
}
