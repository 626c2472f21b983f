package dev.ccrunner.infra.redis;

import dev.ccrunner.run.RunId;
import dev.ccrunner.worker.WorkerId;

/**
 * The names in Redis. The braces are a hash tag: all of a run lies in one slot of a cluster, so one
 * script may touch it all, and its channel is served by the node that has its stream.
 */
record RunKeys(RunId run) {
  /** A hash: {@code epoch} the fence, {@code writer} who appended last, {@code last} its number. */
  String fence() {
    return "run:{" + run + "}:fence";
  }

  /** A stream: the events, each under the id {@code SEQ-0}. */
  String log() {
    return "run:{" + run + "}:log";
  }

  /** The sharded channel that events and deltas are heard on. */
  String live() {
    return "run:{" + run + "}:live";
  }

  /** The sharded channel that a worker takes wishes from. */
  static String control(WorkerId worker) {
    return "worker:{" + worker + "}:control";
  }
}
