package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.load.Api;
import dev.ccrunner.bench.load.EventStream;
import dev.ccrunner.bench.report.Aim;
import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.report.Latencies;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Further turns of a session whose Claude Code its worker has kept, in turn with those of a session
 * that asks for something else each time, so that Claude Code is started anew with the conversation
 * and the workspace as another worker would have to.
 */
record FurtherTurns(Scale scale) {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final double MOST = 0.25;
  private static final String PROMPT = "SCRIPT<<[{\"text\":\"Hello from the model.\"}]>>";

  /** Times from the submit. */
  private record Times(Latencies firstWord, Latencies end) {
    Times() {
      this(new Latencies(), new Latencies());
    }
  }

  List<Figure> measure(Api api) throws IOException {
    var quick = session(api);
    var slow = session(api);
    turn(api, quick, "", new Times(), false);
    turn(api, slow, "Turn 0.", new Times(), false);
    var warm = new Times();
    var cold = new Times();
    for (int i = 1; i <= scale.firstEvents(); i++) {
      turn(api, quick, "", warm, true);
      turn(api, slow, "Turn " + i + ".", cold, false);
    }
    return List.of(
        figure("warm_turn_first_event", warm.firstWord(), cold.firstWord()),
        figure("warm_turn_end", warm.end(), cold.end()));
  }

  private static Figure figure(String title, Latencies warm, Latencies cold) {
    return new Figure(
        title,
        warm.p50Millis(),
        "ms p50",
        "a cold turn, the same line",
        cold.p50Millis(),
        new Aim.AtMost(MOST),
        Map.of("max_ms", warm.maxMillis(), "turns", warm.count()));
  }

  private static String session(Api api) throws IOException {
    return accepted(api, "/v1/sessions", "{}");
  }

  private static void turn(Api api, String session, String system, Times times, boolean mustBeWarm)
      throws IOException {
    var body = JSON.createObjectNode().put("prompt", PROMPT).put("session_id", session);
    if (!system.isEmpty()) {
      body.put("append_system_prompt", system);
    }
    long begun = System.nanoTime();
    var run = accepted(api, "/v1/runs", body.toString());
    try (var events = new EventStream(api, run)) {
      for (var event = events.next(); event != null; event = events.next()) {
        long took = event.nanoTime() - begun;
        switch (event.type()) {
          case "workspace.ready" -> {
            if (mustBeWarm != event.data().contains("\"warm\":true")) {
              throw new IOException(
                  "Expected a turn that is %s, found %s"
                      .formatted(mustBeWarm ? "warm" : "cold", event.data()));
            }
          }
          case "session.init" -> times.firstWord().addNanos(took);
          case "run.succeeded" -> times.end().addNanos(took);
          case "run.failed" -> throw new IOException("The run failed: " + event.data());
          default -> {}
        }
      }
    }
  }

  /** The id of what was made. */
  private static String accepted(Api api, String path, String json) throws IOException {
    var reply = api.post(path, json, UUID.randomUUID().toString(), "");
    if (reply.status() / 100 != 2) {
      throw new IOException("Expected to be accepted, found " + reply);
    }
    return JSON.readTree(reply.body()).path("id").asString("");
  }
}
