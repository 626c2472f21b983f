package dev.ccrunner.worker.continuity;

import dev.ccrunner.event.EventType;
import dev.ccrunner.worker.job.JobEvents;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/** Says in a run's log what of it is not kept, each thing once. */
final class Warnings {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final JobEvents events;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  Warnings(JobEvents events) {
    this.events = events;
  }

  void once(String message) throws InterruptedException {
    if (said.add(message)) {
      var data =
          JSON.createObjectNode()
              .put("level", "warning")
              .put("source", "worker")
              .put("message", message);
      events.append(EventType.LOG, data.toString());
    }
  }
}
