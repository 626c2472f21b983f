package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.load.BareCli;
import dev.ccrunner.bench.load.EventStream;
import dev.ccrunner.bench.report.Aim;
import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.subject.Installation;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.util.Map;

/**
 * Events per second from one worker to one client, in turn with a plain reader of the same
 * program's output.
 */
record Burst(Scale scale) {

  Figure measure(Installation installation, Installation.Gateway gateway)
      throws IOException, InterruptedException {
    var prompt = FakeCli.prompt("{\"events\":%d}".formatted(scale.burst()));
    var bare =
        new BareCli(
            installation.fakeCli(), installation.model(), installation.folder().resolve("bare"));
    var ours = 0.0;
    var plain = 0.0;
    for (var i = 0; i < scale.burstRounds(); i++) {
      ours = Math.max(ours, eventsPerSecond(gateway, prompt));
      plain = Math.max(plain, bare.run(prompt).messagesPerSecond());
    }
    return new Figure(
        "burst_to_one_client",
        ours,
        "events/s",
        "the CLI's own output, read bare",
        plain,
        new Aim.None(),
        Map.of("events", scale.burst(), "rounds", scale.burstRounds()));
  }

  private double eventsPerSecond(Installation.Gateway gateway, String prompt) throws IOException {
    var run = gateway.api().submit(prompt, "burst");
    long first = 0;
    long last = 0;
    long messages = 0;
    try (var events = new EventStream(gateway.api(), run)) {
      for (var event = events.next(); event != null; event = events.next()) {
        if (event.type().equals("agent.message")) {
          first = first == 0 ? event.nanoTime() : first;
          last = event.nanoTime();
          messages++;
        }
      }
    }
    if (messages < scale.burst()) {
      throw new IOException("Expected %d events, found %d".formatted(scale.burst(), messages));
    }
    return (messages - 1) * 1e9 / (last - first);
  }
}
