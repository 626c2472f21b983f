package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.load.EventStream;
import dev.ccrunner.bench.load.PlainBroadcast;
import dev.ccrunner.bench.load.SwarmProcess;
import dev.ccrunner.bench.load.SwarmResult;
import dev.ccrunner.bench.report.Aim;
import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.report.Progress;
import dev.ccrunner.bench.subject.Installation;
import dev.ccrunner.bench.subject.LiveHeap;
import dev.ccrunner.bench.subject.Memory;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Very many clients on one run that says something ten times a second. The same swarm then listens
 * to a server that does nothing but write: what it measures there is this machine and itself.
 */
record FanOut(Scale scale, Clock clock, Progress progress) {

  private static final double PER_SECOND = 10;
  private static final double LIMIT_MILLIS = 50;
  private static final double LIMIT_KIB = 40;

  /** What the run does besides being measured: its clients have to connect. */
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(90);

  List<Figure> measure(Installation installation, Installation.Gateway gateway)
      throws IOException, InterruptedException {
    var run = gateway.api().submit(FakeCli.prompt(script()), "fan-out");
    awaitEvents(gateway, run);
    var example = gateway.api().storedEvent(run, "agent.message");
    var heapBefore = LiveHeap.kib(gateway.node().pid());
    var before = Memory.of(gateway.node().pid());
    SwarmResult ours;
    Memory during;
    double heapDuring;
    try (var swarm = swarm(installation, "ours", gateway.api().port(), gateway.api().key(), run)) {
      ours = swarm.measure();
      during = Memory.of(gateway.node().pid());
      heapDuring = LiveHeap.kib(gateway.node().pid());
    }
    progress.line("  ours: %s", ours);
    gateway.api().cancel(run);
    var plain = plain(installation, run, example);
    progress.line("  a server that only writes: %s", plain);
    return List.of(delivery(ours, plain), memory(before, during, heapDuring - heapBefore));
  }

  private SwarmProcess swarm(
      Installation installation, String name, int port, String key, String run) throws IOException {
    return SwarmProcess.connect(
        installation.folder().resolve("swarm-" + name),
        port,
        key,
        run,
        scale.swarm(),
        PER_SECOND,
        scale.swarmTime().toMillis());
  }

  private SwarmResult plain(Installation installation, String run, String example)
      throws IOException {
    try (var server = PlainBroadcast.start(example, PER_SECOND, clock);
        var swarm = swarm(installation, "plain", server.port(), "none", run)) {
      return swarm.measure();
    }
  }

  private Figure delivery(SwarmResult ours, SwarmResult plain) {
    var due = scale.swarm() * PER_SECOND * scale.swarmTime().toMillis() / 1000.0;
    return new Figure(
        "fan_out_p99",
        ours.p99Millis(),
        "ms",
        "limit",
        LIMIT_MILLIS,
        new Aim.AtMost(1),
        Map.of(
            "clients", scale.swarm(),
            "p50_ms", ours.p50Millis(),
            "max_ms", ours.maxMillis(),
            "p99_since_sent_ms", ours.sentP99Millis(),
            "heard_of_due", ours.heard() / due,
            "connections_lost", ours.closed(),
            "plain_server_p50_ms", plain.p50Millis(),
            "plain_server_p99_ms", plain.p99Millis()));
  }

  private Figure memory(Memory before, Memory during, double heapKib) {
    return new Figure(
        "fan_out_memory_per_connection",
        (double) (during.rssKib() - before.rssKib()) / scale.swarm(),
        "KiB RSS",
        "limit",
        LIMIT_KIB,
        new Aim.AtMost(1),
        Map.of(
            "live_heap_per_connection_kib", heapKib / scale.swarm(),
            "gateway_before_mib", before.rssMib(),
            "gateway_during_mib", during.rssMib()));
  }

  /** Longer than it is needed; the run is cancelled then. */
  private String script() {
    var seconds = LONGEST_CONNECT.plus(scale.swarmTime()).toSeconds();
    var count = scale.isQuick() ? 300 : (int) (seconds * PER_SECOND);
    return "{\"count\":%d,\"rate_hz\":%d}".formatted(count, (int) PER_SECOND);
  }

  /** Until some of them are stored, so that there is one to take for an example. */
  private static void awaitEvents(Installation.Gateway gateway, String run) throws IOException {
    try (var events = new EventStream(gateway.api(), run)) {
      var messages = 0;
      while (messages < 2 * PER_SECOND) {
        var event = events.next();
        if (event == null) {
          throw new IOException("Expected the run to go on, found its end");
        }
        messages += event.type().equals("agent.message") ? 1 : 0;
      }
    }
  }
}
