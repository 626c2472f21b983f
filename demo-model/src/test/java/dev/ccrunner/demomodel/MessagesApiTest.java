package dev.ccrunner.demomodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.demomodel.ModelClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MessagesApiTest {

  private static final String HELLO = CliRequest.prompting("SCRIPT<<[{\"text\":\"hi\"}]>>").json();

  @TempDir Path folder;

  @Test
  void refusesARequestWithoutAKey() throws IOException {
    with(
        DemoModelOptions.forTests(),
        client -> {
          var reply = client.post("/v1/messages", HELLO);

          assertThat(reply.status()).isEqualTo(401);
          assertThat(reply.json().at("/error/type").stringValue())
              .isEqualTo("authentication_error");
        });
  }

  @Test
  void takesAnyKeyOrBearerUnlessACertainOneIsRequired() throws IOException {
    with(
        DemoModelOptions.forTests(),
        client -> {
          assertThat(client.post("/v1/messages", HELLO, "x-api-key", "any").status())
              .isEqualTo(200);
          assertThat(client.post("/v1/messages", HELLO, "authorization", "Bearer any").status())
              .isEqualTo(200);
          assertThat(client.post("/v1/messages", HELLO, "authorization", "Basic any").status())
              .isEqualTo(401);
        });
    with(
        DemoModelOptions.forTests().withRequiredApiKey("right"),
        client -> {
          assertThat(client.post("/v1/messages", HELLO, "x-api-key", "right").status())
              .isEqualTo(200);
          assertThat(client.post("/v1/messages", HELLO, "authorization", "Bearer right").status())
              .isEqualTo(200);
          assertThat(client.post("/v1/messages", HELLO, "x-api-key", "wrong").status())
              .isEqualTo(401);
        });
  }

  @Test
  void refusesWhatIsNoMessagesRequest() throws IOException {
    with(
        DemoModelOptions.forTests(),
        client -> {
          assertInvalid(
              client.post("/v1/messages", "{\"model\":", "x-api-key", "k"), "not valid JSON");
          assertInvalid(client.post("/v1/messages", "{}", "x-api-key", "k"), "model");
          assertInvalid(
              client.post("/v1/messages", "{\"model\":\"m\",\"max_tokens\":1}", "x-api-key", "k"),
              "messages");
          assertInvalid(
              client.post("/v1/messages", "{\"model\":\"m\",\"messages\":[{}]}", "x-api-key", "k"),
              "max_tokens");
        });
  }

  @Test
  void answersUnknownPathsAndMethodsWithNotFound() throws IOException {
    with(
        DemoModelOptions.forTests(),
        client -> {
          assertThat(client.get("/v1/organizations").json().at("/error/type").stringValue())
              .isEqualTo("not_found_error");
          assertThat(client.get("/v1/messages").status()).isEqualTo(404);
        });
  }

  @Test
  void refusesABodyBeyondTheLimit() throws IOException {
    with(
        DemoModelOptions.forTests().withMaxBodyBytes(1_000),
        client -> {
          var reply = client.post("/v1/messages", "x".repeat(1_001), "x-api-key", "k");

          assertThat(reply.status()).isEqualTo(413);
          assertThat(reply.json().at("/error/type").stringValue()).isEqualTo("request_too_large");
          assertThat(client.post("/v1/messages", "x".repeat(1_000), "x-api-key", "k").status())
              .isEqualTo(400);
        });
  }

  @Test
  void countsTokensAndListsModels() throws IOException {
    with(
        DemoModelOptions.forTests(),
        client -> {
          var count = client.post("/v1/messages/count_tokens?beta=true", HELLO, "x-api-key", "k");

          assertThat(count.json().path("input_tokens").intValue()).isPositive();
          assertThat(client.get("/v1/models").json().at("/data/0/type").stringValue())
              .isEqualTo("model");
        });
  }

  @Test
  void remembersTheNewestRequests() throws IOException {
    try (var model = DemoModel.start(DemoModelOptions.forTests().withRecorded(2, 1_000_000))) {
      var client = new ModelClient(model.baseUrl());
      client.get("/v1/models?n=1");
      client.get("/v1/models?n=2");
      client.post("/v1/messages?beta=true", HELLO, "x-api-key", "k-3");

      assertThat(model.requests())
          .extracting(RecordedRequest::path)
          .containsExactly("/v1/models?n=2", "/v1/messages?beta=true");
      var last = model.requests().getLast();
      assertThat(last.method()).isEqualTo("POST");
      assertThat(last.header("X-Api-Key")).contains("k-3");
      assertThat(last.body()).isEqualTo(HELLO);
    }
  }

  @Test
  void remembersNoMoreTextThanAllowedButAlwaysTheNewest() throws IOException {
    try (var model = DemoModel.start(DemoModelOptions.forTests().withRecorded(100, 10))) {
      var client = new ModelClient(model.baseUrl());
      client.post("/v1/messages", HELLO, "x-api-key", "k");
      client.post("/v1/messages", HELLO, "x-api-key", "k");

      assertThat(model.requests()).hasSize(1);
    }
  }

  @Test
  void answersFromAScriptFile() throws IOException {
    var file = Files.writeString(folder.resolve("turns.json"), "[{\"text\":\"from the file\"}]");

    with(
        DemoModelOptions.forTests().withScriptFile(file),
        client -> {
          assertThat(client.ask(CliRequest.prompting("whatever")).text())
              .isEqualTo("from the file");
          assertThat(client.ask(CliRequest.prompting("SCRIPT<<[{\"text\":\"own\"}]>>")).text())
              .isEqualTo("own");
        });
  }

  @Test
  void answersByTheFirstFittingRule() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("rules.json"),
            """
            {"rules": [
              {"when": "(?i)\\\\btests?\\\\b", "turns": [{"text": "about tests"}]},
              {"when": "docs", "turns": [{"text": "about docs"}]}
            ]}
            """);

    with(
        DemoModelOptions.forTests().withScriptFile(file),
        client -> {
          assertThat(client.ask(CliRequest.prompting("Write docs and TESTS")).text())
              .isEqualTo("about tests");
          assertThat(client.ask(CliRequest.prompting("Write docs")).text()).isEqualTo("about docs");
          assertThat(client.ask(CliRequest.prompting("Sing")).toolCalls()).hasSize(1);
        });
  }

  @Test
  void givesNoIdTwice() throws IOException {
    with(
        DemoModelOptions.forTests(),
        client -> {
          var first =
              client
                  .ask(CliRequest.prompting("a"))
                  .events()
                  .getFirst()
                  .at("/message/id")
                  .stringValue();
          var second =
              client
                  .ask(CliRequest.prompting("a"))
                  .events()
                  .getFirst()
                  .at("/message/id")
                  .stringValue();

          assertThat(first).startsWith("msg_demo_").isNotEqualTo(second);
        });
  }

  private static void assertInvalid(Reply reply, String reason) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/error/type").stringValue()).isEqualTo("invalid_request_error");
    assertThat(reply.json().at("/error/message").stringValue()).contains(reason);
  }

  private interface Asking {
    void with(ModelClient client);
  }

  private static void with(DemoModelOptions options, Asking asking) throws IOException {
    try (var model = DemoModel.start(options)) {
      var client = new ModelClient(model.baseUrl());
      asking.with(client);
    }
  }
}
