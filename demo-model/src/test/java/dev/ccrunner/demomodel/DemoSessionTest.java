package dev.ccrunner.demomodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DemoSessionTest {

  private static final String EMPTY =
      "/home/agent/project one\ntotal 8\ndrwxr-xr-x 2 u u 4096 Nov 22 .\ndrwxr-xr-x 3 u u 4096 Nov 22 ..";
  private static final String USED = EMPTY + "\n-rw-r--r-- 1 u u 9 Nov 22 hello.sh";

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
  void looksAroundWritesRunsChecksAndSumsUp() {
    var request = CliRequest.prompting("Write a hello program");

    assertThat(client.ask(request).toolCalls())
        .singleElement()
        .asString()
        .contains("pwd && ls -la");
    assertThat(client.ask(request.toolResults(EMPTY)).toolCalls())
        .singleElement()
        .asString()
        .startsWith("Write {\"file_path\":\"/home/agent/project one/hello.sh\"");
    assertThat(client.ask(request.toolResults("File created")).toolCalls())
        .singleElement()
        .asString()
        .contains("sh hello.sh");
    assertThat(client.ask(request.toolResults("Hello, world!")).toolCalls())
        .singleElement()
        .asString()
        .contains("cat hello.sh");
    var end = client.ask(request.toolResults("the file"));
    assertThat(end.toolCalls()).isEmpty();
    assertThat(end.text()).contains("Write a hello program").contains("Hello, world!");
  }

  @Test
  void goesOnWhenItMayNotRunTheFile() {
    var request =
        CliRequest.prompting("Write a hello program")
            .toolResults(EMPTY)
            .toolResults("File created");

    var check = client.ask(request.toolResults("DENIED This command requires approval"));
    assertThat(check.text()).contains("isn't allowed");
    assertThat(check.toolCalls()).singleElement().asString().contains("cat hello.sh");
    assertThat(client.ask(request.toolResults("the file")).text())
        .contains("could not run it here");
  }

  @Test
  void endsWithTheTextOfTheFileWhenItMayNotWrite() {
    var request = CliRequest.prompting("Write a hello program").toolResults(EMPTY);

    var end = client.ask(request.toolResults("DENIED you haven't granted it yet"));

    assertThat(end.toolCalls()).isEmpty();
    assertThat(end.text()).contains("not allowed to write").contains("#!/bin/sh");
  }

  @Test
  void takesAFreeName() {
    var reply = client.ask(CliRequest.prompting("Say hello").toolResults(USED));

    assertThat(reply.toolCalls())
        .singleElement()
        .asString()
        .contains("/home/agent/project one/hello-2.sh");
    assertThat(reply.text()).contains("one entry");
  }

  @Test
  void takesTheFolderFromTheEnvironmentWhenItMayNotLook() {
    var reply = client.ask(CliRequest.prompting("Say hello").toolResults("DENIED"));

    assertThat(reply.toolCalls())
        .singleElement()
        .asString()
        .contains("\"/home/agent/project one/hello.sh\"");
  }

  @Test
  void writesByTheShellWhenNothingTellsTheFolder() {
    var reply =
        client.ask(CliRequest.prompting("Say hello").withoutEnvironment().toolResults("DENIED"));

    assertThat(reply.toolCalls())
        .singleElement()
        .asString()
        .startsWith("Bash")
        .contains("cat > hello.sh");
  }

  @Test
  void keepsAnyPromptFromBreakingTheFile() {
    var reply = client.ask(CliRequest.prompting("Don't; 'rm' $(x)\n\"quote\"").toolResults(EMPTY));

    assertThat(reply.toolCalls())
        .singleElement()
        .asString()
        .contains("task='Don'\\\\''t; '\\\\''rm'\\\\'' $(x) \\\"quote\\\"'");
  }

  @Test
  void mentionsWhatWasSaidMeanwhile() {
    var request =
        CliRequest.prompting("Say hello")
            .toolResults(EMPTY)
            .toolResults("ok")
            .toolResults("ran")
            .steered("in French");

    assertThat(client.ask(request.toolResults("the file")).text()).contains("in French");
  }

  @Test
  void startsAgainForTheNextPromptOfTheSession() {
    var request =
        CliRequest.prompting("Say hello")
            .toolResults(EMPTY)
            .toolResults("ok")
            .toolResults("ran")
            .toolResults("file")
            .answeredWithText("Done.")
            .then("Now something else");

    assertThat(client.ask(request).toolCalls()).singleElement().asString().contains("ls -la");
  }

  @Test
  void onlyTalksWhenThereAreNoTools() {
    var reply = client.ask(CliRequest.prompting("Sum this up").withoutTools());

    assertThat(reply.toolCalls()).isEmpty();
    assertThat(reply.text()).contains("Sum this up").contains("demo model");
  }

  @Test
  void streamsInSmallPiecesAtAReadablePace() throws IOException {
    try (var slow =
        DemoModel.start(DemoModelOptions.forTests().withDemoChunkDelay(Duration.ofMillis(5)))) {
      var other = new ModelClient(slow.baseUrl());
      var start = System.nanoTime();
      var pieces = other.ask(CliRequest.prompting("Say hello")).deltas("text").size();

      assertThat(pieces).isGreaterThan(4);
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(pieces * 5_000_000L);
    }
  }
}
