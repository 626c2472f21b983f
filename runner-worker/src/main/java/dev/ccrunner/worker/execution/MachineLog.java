package dev.ccrunner.worker.execution;

import dev.ccrunner.event.EventType;
import dev.ccrunner.worker.limits.RunBounds;
import dev.ccrunner.worker.output.AttemptLog;
import tools.jackson.databind.json.JsonMapper;

/** Puts into the log what a run does not get of its worker's machine. */
final class MachineLog {
  private static final JsonMapper JSON = JsonMapper.shared();

  private MachineLog() {}

  /** What it asked for and no run gets here. */
  static void cut(AttemptLog log, RunBounds bounds) throws InterruptedException {
    for (var sentence : bounds.cut()) {
      var data =
          JSON.createObjectNode()
              .put("level", "warning")
              .put("source", "worker")
              .put("message", sentence);
      log.append(EventType.LOG, data.toString());
    }
  }

  /** The limits it has come to. */
  static void hits(AttemptLog log, Stops stops) throws InterruptedException {
    for (var hit : stops.limitHits()) {
      log.append(EventType.LIMIT_HIT, hit.dataJson());
    }
  }
}
