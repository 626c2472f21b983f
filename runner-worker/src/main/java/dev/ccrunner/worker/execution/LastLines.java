package dev.ccrunner.worker.execution;

import dev.ccrunner.event.EventType;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.process.Exit;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts what Claude Code wrote to its error output into the log: often the only word on why it did
 * not start.
 */
final class LastLines {
  private static final JsonMapper JSON = JsonMapper.shared();

  private LastLines() {}

  static void append(AttemptLog log, Exit exit) throws InterruptedException {
    if (exit.stderrTail().isBlank()) {
      return;
    }
    var data =
        JSON.createObjectNode()
            .put("level", "warning")
            .put("source", "stderr")
            .put("message", exit.stderrTail().strip());
    log.append(EventType.LOG, data.toString());
  }
}
