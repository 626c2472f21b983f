package dev.ccrunner.e2e;

import static dev.ccrunner.e2e.EventLog.assertGapless;
import static dev.ccrunner.e2e.EventLog.lastNumber;
import static dev.ccrunner.e2e.EventLog.numbered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.e2e.ApiClient.Event;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One run at a time through the whole service, with the fake Claude Code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneRunTest {
  @TempDir static Path folder;
  private Stack stack;

  @BeforeAll
  void start() throws Exception {
    stack = Stack.start(folder, FakeCli.install(folder.resolve("cli")));
  }

  @AfterAll
  void stop() {
    stack.close();
  }

  @Test
  void streamsTheSameBytesLiveByReplayAndAsPages() throws Exception {
    var client = stack.client();
    var run =
        client.submit(
            FakeCli.prompt("{\"text\":\"all done\",\"deltas\":8,\"tools\":5,\"delay_ms\":20}"),
            "acceptEdits");

    var live = numbered(client.streamToEnd(run, 0));
    var replayed = numbered(client.streamToEnd(run, 0));
    stack.restart();
    var afterRestart = numbered(stack.client().streamToEnd(run, 0));
    var page = stack.client().page(run, 200);

    assertGapless(live);
    assertThat(live)
        .extracting(Event::type)
        .startsWith("run.queued", "run.starting")
        .endsWith("run.succeeded");
    assertThat(replayed).isEqualTo(live);
    assertThat(afterRestart).isEqualTo(live);
    assertThat(page).contains(live.stream().map(Event::data).toList());
  }

  @Test
  void endsWithAChecksumOverEverythingBefore() throws Exception {
    var client = stack.client();
    var run = client.submit(FakeCli.prompt("{\"text\":\"sum\",\"tools\":2}"), "default");

    var events = numbered(client.streamToEnd(run, 0));
    JsonNode end = JsonMapper.shared().readTree(events.getLast().data()).path("data");

    var crc = new CRC32();
    long bytes = 0;
    for (var event : events.subList(0, events.size() - 1)) {
      byte[] line = (event.data() + "\n").getBytes(StandardCharsets.UTF_8);
      crc.update(line);
      bytes += line.length;
    }
    assertThat(end.path("last_seq").asLong()).isEqualTo(events.size());
    assertThat(end.path("bytes").asLong()).isEqualTo(bytes);
    assertThat(end.path("crc32").asLong()).isEqualTo(crc.getValue());
  }

  @Test
  void losesAndDoublesNothingForAClientThatComesAndGoes() throws Exception {
    var client = stack.client();
    var run =
        client.submit(
            FakeCli.prompt("{\"text\":\"long\",\"events\":400,\"delay_ms\":5}"), "default");

    var seen = new ArrayList<Event>();
    while (seen.isEmpty() || !seen.getLast().type().startsWith("run.succeeded")) {
      int atMost = ThreadLocalRandom.current().nextInt(1, 15);
      seen.addAll(numbered(client.stream(run, lastNumber(seen), atMost)));
    }

    assertGapless(seen);
    assertThat(seen).isEqualTo(numbered(client.streamToEnd(run, 0)));
  }

  @Test
  void letsARunEndBeforeTheWorkerStops() throws Exception {
    var client = stack.client();
    var run = client.submit(FakeCli.prompt("{\"sleep_ms\":2000,\"text\":\"in time\"}"), "default");
    var begun = client.stream(run, 0, 4);

    stack.restart();

    assertThat(begun).extracting(Event::type).contains("run.running");
    var ended = stack.client().get("/v1/runs/" + run);
    assertThat(ended.path("status").asString()).isEqualTo("succeeded");
    assertThat(ended.path("attempt").asInt()).isEqualTo(1);
  }
}
