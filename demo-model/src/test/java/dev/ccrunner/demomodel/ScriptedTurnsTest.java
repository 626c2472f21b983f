package dev.ccrunner.demomodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.demomodel.ModelClient.Reply;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScriptedTurnsTest {

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

  @Test
  void streamsATextAsTheRealApiDoes() {
    var reply = run("[{\"text\":\"Hello there.\"}]");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("content-type")).get().asString().startsWith("text/event-stream");
    assertThat(reply.eventTypes())
        .containsExactly(
            "message_start",
            "ping",
            "content_block_start",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");
    assertThat(reply.text()).isEqualTo("Hello there.");
    var end = reply.events().get(5);
    assertThat(end.at("/delta/stop_reason").stringValue()).isEqualTo("end_turn");
    assertThat(end.at("/usage/output_tokens").intValue())
        .isEqualTo(1 + "Hello there.".length() / 4);
  }

  @Test
  void saysWhatItFindsInTheConversation() {
    var reply =
        client.ask(
            CliRequest.prompting(
                "Mind codeword-oak, codeword-elm and codeword-oak. "
                    + script("[{\"recall\":\"codeword-[a-z]+\"}]")));

    assertThat(reply.text()).isEqualTo("codeword-oak, codeword-elm");
  }

  @Test
  void answersWholeWithoutStream() {
    var reply =
        client.ask(
            CliRequest.prompting(script("[{\"text\":\"a\",\"tool\":\"Read\",\"input\":{\"p\":1}}]"))
                .whole());

    var json = reply.json();
    assertThat(json.at("/content/0/text").stringValue()).isEqualTo("a");
    assertThat(json.at("/content/1/name").stringValue()).isEqualTo("Read");
    assertThat(json.at("/content/1/input/p").intValue()).isEqualTo(1);
    assertThat(json.path("stop_reason").stringValue()).isEqualTo("tool_use");
    assertThat(json.at("/usage/output_tokens").intValue()).isPositive();
  }

  @Test
  void putsThinkingBeforeTheText() {
    var reply = run("[{\"thinking\":\"Let me see.\",\"text\":\"Seen.\"}]");

    assertThat(String.join("", reply.deltas("thinking"))).isEqualTo("Let me see.");
    assertThat(reply.deltas("signature")).hasSize(1);
    assertThat(reply.body().indexOf("Let me see.")).isLessThan(reply.body().indexOf("Seen."));
  }

  @Test
  void callsOneTool() {
    var reply =
        run("[{\"tool\":\"Write\",\"input\":{\"file_path\":\"/w/a\",\"content\":\"b >> c\"}}]");

    assertThat(reply.toolCalls())
        .containsExactly("Write {\"file_path\":\"/w/a\",\"content\":\"b >> c\"}");
    assertThat(reply.body()).contains("\"stop_reason\":\"tool_use\"");
  }

  @Test
  void callsSeveralToolsInOneAnswerAfterAText() {
    var reply =
        run(
            "[{\"text\":\"Both.\",\"tools\":[{\"tool\":\"A\",\"input\":{}},{\"tool\":\"B\",\"input\":{\"n\":2}}]}]");

    assertThat(reply.text()).isEqualTo("Both.");
    assertThat(reply.toolCalls()).containsExactly("A {}", "B {\"n\":2}");
  }

  @Test
  void reportsTheAskedUsage() {
    var reply =
        run(
            "[{\"text\":\"x\",\"usage\":{\"input_tokens\":7,\"output_tokens\":9,\"cache_read_input_tokens\":11}}]");

    var usage = reply.events().get(reply.events().size() - 2).path("usage");
    assertThat(usage.path("input_tokens").intValue()).isEqualTo(7);
    assertThat(usage.path("output_tokens").intValue()).isEqualTo(9);
    assertThat(usage.path("cache_read_input_tokens").intValue()).isEqualTo(11);
  }

  @Test
  void estimatesUsageTheSameWayEachTimeAndWarmsTheCacheAfterTheFirstAnswer() {
    var first = run("[{\"tool\":\"A\"},{\"text\":\"x\"}]").events().getFirst().at("/message/usage");
    var again = run("[{\"tool\":\"A\"},{\"text\":\"x\"}]").events().getFirst().at("/message/usage");
    var second =
        client
            .ask(
                CliRequest.prompting(script("[{\"tool\":\"A\"},{\"text\":\"x\"}]"))
                    .toolResults("ok"))
            .events()
            .getFirst()
            .at("/message/usage");

    assertThat(again).isEqualTo(first);
    assertThat(first.path("cache_read_input_tokens").intValue()).isZero();
    assertThat(first.path("cache_creation_input_tokens").intValue()).isPositive();
    assertThat(second.path("cache_read_input_tokens").intValue()).isPositive();
  }

  @Test
  void cutsTheTextIntoPiecesOfTheAskedSizeWithoutTearingACharacter() {
    var reply = run("[{\"text\":\"ab😀cd\",\"chunk_chars\":3,\"chunk_ms\":1}]");

    assertThat(reply.deltas("text")).containsExactly("ab😀", "cd");
  }

  @Test
  void repeatsATextToAHugeOneInABoundedNumberOfPieces() {
    var reply = run("[{\"repeat_text\":{\"text\":\"xy\",\"times\":1000000}}]");

    assertThat(reply.text()).hasSize(2_000_000);
    assertThat(reply.deltas("text").size()).isBetween(100, 501);
  }

  @Test
  void waitsBeforeTheFirstByte() {
    var start = System.nanoTime();
    var reply = run("[{\"delay_ms\":150,\"text\":\"late\"}]");

    assertThat(reply.text()).isEqualTo("late");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(150_000_000L);
  }

  @Test
  void endsWithTheAskedStopReason() {
    assertThat(run("[{\"text\":\"cut sh\",\"stop_reason\":\"max_tokens\"}]").body())
        .contains("\"stop_reason\":\"max_tokens\"");
  }

  @Test
  void givesTheTurnsInOrderAndThenAClosingText() {
    var script = script("[{\"tool\":\"A\"},{\"tool\":\"B\"},{\"text\":\"done\"},{\"tool\":\"C\"}]");

    var first = CliRequest.prompting(script);
    assertThat(client.ask(first).toolCalls()).containsExactly("A {}");
    assertThat(client.ask(first.toolResults("1")).toolCalls()).containsExactly("B {}");
    assertThat(client.ask(first.system("a note in between").toolResults("2", "3")).text())
        .isEqualTo("done");
    assertThat(client.ask(first.answeredWithText("done").then("and then?")).toolCalls())
        .containsExactly("C {}");
    assertThat(client.ask(first.toolResults("4")).text()).contains("last turn of the script");
  }

  @Test
  void startsAfreshWithEachScriptedPrompt() {
    var request =
        CliRequest.prompting(script("[{\"tool\":\"A\"},{\"text\":\"one\"}]"))
            .toolResults("1")
            .answeredWithText("one")
            .then("Now " + script("[{\"text\":\"two\"}]") + " please");

    assertThat(client.ask(request).text()).isEqualTo("two");
  }

  @Test
  void goesOnWithTheScriptWhenAPersonSteers() {
    var request =
        CliRequest.prompting(script("[{\"tool\":\"A\"},{\"text\":\"end\"}]"))
            .toolResults("1")
            .steered("faster");

    assertThat(client.ask(request).text()).isEqualTo("end");
  }

  @Test
  void letsASteeringMessageBringItsOwnScript() {
    var request =
        CliRequest.prompting(script("[{\"tool\":\"A\"},{\"text\":\"end\"}]"))
            .toolResults("1")
            .steered(script("[{\"text\":\"steered\"}]"));

    assertThat(client.ask(request).text()).isEqualTo("steered");
  }

  @Test
  void dropsTheScriptOfAnInterruptedTurn() {
    var request =
        CliRequest.prompting(script("[{\"tool\":\"A\"},{\"text\":\"end\"}]"))
            .toolResults("1")
            .interruptedThenPrompted("something else");

    assertThat(client.ask(request).toolCalls()).singleElement().asString().startsWith("Bash");
  }

  @Test
  void takesTheOuterScriptWhenOneHoldsAnother() {
    var reply =
        run(
            "[{\"tool\":\"Agent\",\"input\":{\"prompt\":\"SCRIPT<<[{\\\"text\\\":\\\"inner\\\"}]>>\"}}]");

    assertThat(reply.toolCalls())
        .singleElement()
        .asString()
        .startsWith("Agent")
        .contains("SCRIPT<<");
  }

  @Test
  void refusesABrokenScriptWithTheReason() {
    assertThat(refusal("[{\"txt\":\"x\"}]")).contains("turn 0: unknown key 'txt'");
    assertThat(refusal("[{\"text\":5}]")).contains("turn 0.text: expected a string, found 5");
    assertThat(refusal("[{\"fault\":\"flood\"}]")).contains("found 'flood'");
    assertThat(refusal("[{\"recall\":\"(\"}]")).contains("turn 0.recall: expected a regular");
    assertThat(refusal("[{\"recall\":\"a\",\"text\":\"b\"}]")).contains("found two of them");
    assertThat(refusal("[{\"delay_ms\":-1}]")).contains("turn 0.delay_ms");
    assertThat(refusal("[{]")).contains("expected a JSON array");
    assertThat(refusal("{\"text\":\"x\"}")).contains("expected an array of turns");
    assertThat(refusal("[{\"repeat_text\":{\"text\":\"xx\",\"times\":2000000000}}]"))
        .contains("at most");
    assertThat(client.ask(CliRequest.prompting("SCRIPT<<[{\"text\":\"x\"}] oops")).body())
        .contains("expected >>");
  }

  private String refusal(String turns) {
    var reply = run(turns);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().at("/error/type").stringValue()).isEqualTo("invalid_request_error");
    return reply.json().at("/error/message").stringValue();
  }

  private Reply run(String turns) {
    return client.ask(CliRequest.prompting("Do this: " + script(turns)));
  }

  private static String script(String turns) {
    return "SCRIPT<<" + turns + ">>";
  }
}
