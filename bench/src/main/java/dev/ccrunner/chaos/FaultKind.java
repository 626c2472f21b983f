package dev.ccrunner.chaos;

import java.util.Locale;

/** What is done to the cluster. */
enum FaultKind {
  /** {@code kill -9}; started again after a while. */
  WORKER_KILL(Victim.WORKER),
  /** SIGSTOP for longer than its lease, then SIGCONT. */
  WORKER_PAUSE(Victim.WORKER),
  /** SIGTERM, time to drain, and a new start. */
  WORKER_DRAIN(Victim.WORKER),
  /** {@code kill -9}; started again after a while. */
  GATEWAY_KILL(Victim.GATEWAY),
  /** SIGTERM and a new start. */
  GATEWAY_RESTART(Victim.GATEWAY),
  /** Stopped in good order and started again. */
  KAFKA_RESTART(Victim.KAFKA),
  /** {@code kill -9}; started again after a while. */
  KAFKA_KILL(Victim.KAFKA),
  /** Stopped in good order and started again. */
  REDIS_RESTART(Victim.REDIS),
  /** Redis forgets everything. */
  REDIS_FLUSHALL(Victim.REDIS),
  /** Stopped in good order and started again. */
  POSTGRES_RESTART(Victim.POSTGRES),
  /** {@code kill -9} of the server and all its processes; started again after a while. */
  POSTGRES_KILL(Victim.POSTGRES),
  /** Every stream that clients have open is broken off at once. */
  CLIENTS_CUT(Victim.CLIENTS),
  /** A bell for every run there ever was. */
  BELLS_REPLAYED(Victim.KAFKA);

  /** What must not be hit by two faults at a time. */
  enum Victim {
    WORKER,
    GATEWAY,
    KAFKA,
    REDIS,
    POSTGRES,
    CLIENTS
  }

  private final Victim victim;

  FaultKind(Victim victim) {
    this.victim = victim;
  }

  Victim victim() {
    return victim;
  }

  /** The name in the result. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
