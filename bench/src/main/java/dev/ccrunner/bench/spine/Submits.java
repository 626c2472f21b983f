package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.load.InsertPeer;
import dev.ccrunner.bench.load.Load;
import dev.ccrunner.bench.load.PeerDatabase;
import dev.ccrunner.bench.load.SubmitLoad;
import dev.ccrunner.bench.report.Aim;
import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.report.Progress;
import dev.ccrunner.bench.subject.CompilerTime;
import dev.ccrunner.bench.subject.Installation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Accepted runs per second, each durable and with an idempotency key, in turn with a peer that only
 * inserts the same rows into a database of its own on the same server. No worker runs.
 */
record Submits(Scale scale, Progress progress) {

  private static final String PEER = "ccr_peer";
  private static final String PROMPT = "Look at the failing test in the build, and fix it.";
  private static final double AT_LEAST = 0.4;

  /** The share of the best rate at which times are taken: busy, and not overloaded. */
  private static final double PACE = 0.5;

  /** The share of a core that the gateway's compilers take when it is warm. */
  private static final double WARM = 0.02;

  List<Figure> measure(Installation installation, Installation.Gateway gateway, String database)
      throws IOException, SQLException, InterruptedException {
    var load = new SubmitLoad(gateway.api(), scale.submitClients(), PROMPT);
    warmUp(load, gateway.node().pid());
    var peer = peer(installation, database);
    var ours = new ArrayList<Load>();
    var theirs = new ArrayList<Load>();
    for (var i = 0; i < scale.submitRounds(); i++) {
      ours.add(load.closedLoop(scale.submitSeconds()));
      theirs.add(peer.closedLoop(scale.submitClients(), scale.submitSeconds()));
      progress.line(
          "  gateway %.0f/s, peer %.0f/s",
          ours.getLast().perSecond(), theirs.getLast().perSecond());
    }
    var pace = median(ours) * PACE;
    var oursPaced = load.openLoop(scale.submitSeconds(), pace);
    var theirsPaced = peer.openLoop(scale.submitClients(), scale.submitSeconds(), pace);
    return List.of(rate(ours, theirs, peer), times(oursPaced, theirsPaced, peer, pace));
  }

  /**
   * Until the gateway has been compiled: before, its rate says how busy the compilers are, which
   * takes minutes on few cores. That it gets no faster does not show it, since they may be at it
   * for a while at the same rate.
   */
  private void warmUp(SubmitLoad load, long gateway) throws IOException, InterruptedException {
    var compiling = 1.0;
    for (var i = 0; i < scale.submitWarmUps() && compiling > WARM; i++) {
      var before = CompilerTime.seconds(gateway);
      var rate = load.closedLoop(scale.submitSeconds()).perSecond();
      compiling = (CompilerTime.seconds(gateway) - before) / scale.submitSeconds();
      progress.line("  warm-up: %.0f/s, and %.0f %% of a core compile", rate, 100 * compiling);
    }
  }

  private static InsertPeer peer(Installation installation, String database) throws SQLException {
    installation.createDatabase(PEER);
    try (var sample = installation.connect(database)) {
      return PeerDatabase.prepare(
          installation.services().postgres(),
          PEER,
          sample,
          installation.folder().resolve("pgbench"));
    }
  }

  private Figure rate(List<Load> ours, List<Load> theirs, InsertPeer peer) {
    return new Figure(
        "durable_submits",
        median(ours),
        "/s",
        peer.name(),
        median(theirs),
        new Aim.AtLeast(AT_LEAST),
        Map.of(
            "clients", scale.submitClients(),
            "rounds", scale.submitRounds(),
            "closed_loop_p50_ms", ours.getLast().latencies().p50Millis(),
            "closed_loop_p99_ms", ours.getLast().latencies().p99Millis(),
            "peer_closed_loop_p50_ms", theirs.getLast().latencies().p50Millis(),
            "peer_closed_loop_p99_ms", theirs.getLast().latencies().p99Millis()));
  }

  private static Figure times(Load ours, Load theirs, InsertPeer peer, double pace) {
    return new Figure(
        "submit_p50_paced",
        ours.latencies().p50Millis(),
        "ms",
        peer.name() + ", same pace",
        theirs.latencies().p50Millis(),
        new Aim.None(),
        Map.of(
            "p99_ms", ours.latencies().p99Millis(),
            "max_ms", ours.latencies().maxMillis(),
            "peer_p99_ms", theirs.latencies().p99Millis(),
            "pace_per_second", pace));
  }

  private static double median(List<Load> loads) {
    return loads.stream()
        .mapToDouble(Load::perSecond)
        .sorted()
        .skip(loads.size() / 2)
        .findFirst()
        .orElse(0);
  }
}
