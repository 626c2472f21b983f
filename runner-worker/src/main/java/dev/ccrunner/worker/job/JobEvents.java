package dev.ccrunner.worker.job;

import dev.ccrunner.event.EventType;

/** Takes events of the run into its log. */
@FunctionalInterface
public interface JobEvents {
  /** Adds an event whose data is one JSON object on one line, masked by whoever made it. */
  void append(EventType type, String dataJson) throws InterruptedException;
}
