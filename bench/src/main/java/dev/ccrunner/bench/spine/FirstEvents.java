package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.load.BareCli;
import dev.ccrunner.bench.load.EventStream;
import dev.ccrunner.bench.report.Aim;
import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.report.Latencies;
import dev.ccrunner.bench.subject.Installation;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * From the submit to the first word of Claude Code at a client, and to its end; in turn with the
 * same program started from a shell, to the same line and to its exit.
 *
 * @param aim for both ratios. The fake CLI starts in a few milliseconds, so what we add is many
 *     times that; the difference is what its figure is good for.
 */
record FirstEvents(String name, Scale scale, String prompt, Aim aim) {

  private static final double MOST = 1.2;

  static FirstEvents ofRealCli(Scale scale) {
    return new FirstEvents(
        "real_cli",
        scale,
        "SCRIPT<<[{\"text\":\"Hello from the model.\"}]>>",
        new Aim.AtMost(MOST));
  }

  static FirstEvents ofFakeCli(Scale scale) {
    return new FirstEvents(
        "fake_cli", scale, FakeCli.prompt("{\"text\":\"Hello.\"}"), new Aim.None());
  }

  /** Times of our side, from the submit. */
  private record Ours(Latencies starting, Latencies firstWord, Latencies end) {}

  List<Figure> measure(Installation installation, Installation.Gateway gateway, Path cli)
      throws IOException, InterruptedException {
    var bare = new BareCli(cli, installation.model(), installation.folder().resolve("bare"));
    var ours = new Ours(new Latencies(), new Latencies(), new Latencies());
    var bareFirst = new Latencies();
    var bareEnd = new Latencies();
    bare.run(prompt); // the first one reads the binary from the disk
    for (var i = 0; i < scale.firstEvents(); i++) {
      run(gateway, ours);
      var took = bare.run(prompt);
      bareFirst.addNanos(took.initNanos());
      bareEnd.addNanos(took.exitNanos());
    }
    return List.of(
        figure("first_event_" + name, ours.firstWord(), "bare, the same line", bareFirst, ours),
        figure("run_end_" + name, ours.end(), "bare, its exit", bareEnd, ours));
  }

  private Figure figure(
      String title, Latencies value, String against, Latencies reference, Ours ours) {
    return new Figure(
        title,
        value.p50Millis(),
        "ms p50",
        against,
        reference.p50Millis(),
        aim,
        Map.of(
            "added_ms", value.p50Millis() - reference.p50Millis(),
            "max_ms", value.maxMillis(),
            "run_starting_p50_ms", ours.starting().p50Millis(),
            "runs", value.count()));
  }

  private void run(Installation.Gateway gateway, Ours ours) throws IOException {
    var begun = System.nanoTime();
    var run = gateway.api().submit(prompt, "first-event");
    try (var events = new EventStream(gateway.api(), run)) {
      for (var event = events.next(); event != null; event = events.next()) {
        var took = event.nanoTime() - begun;
        switch (event.type()) {
          case "run.starting" -> ours.starting().addNanos(took);
          case "session.init" -> ours.firstWord().addNanos(took);
          case "run.succeeded" -> ours.end().addNanos(took);
          case "run.failed" -> throw new IOException("The run failed: " + event.data());
          default -> {}
        }
      }
    }
  }
}
