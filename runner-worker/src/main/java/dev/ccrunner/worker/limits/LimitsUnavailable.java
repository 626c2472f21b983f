package dev.ccrunner.worker.limits;

/** The machine does not bound runs as the settings demand, so this worker takes none. */
public final class LimitsUnavailable extends RuntimeException {
  LimitsUnavailable(String found) {
    super(
        "ccr.worker.limits.control-groups: expected control groups that bound memory and processes, but this machine offers "
            + found);
  }
}
