package dev.ccrunner.worker.sandbox;

/** The host does not offer the isolation the settings demand, so this worker takes no runs. */
public final class SandboxUnavailable extends RuntimeException {

  SandboxUnavailable(SandboxLevel minimum, SandboxLevel found, String tried) {
    super(
        "ccr.worker.sandbox.minimum: expected at least %s, but this host offers %s (%s)"
            .formatted(minimum.wireName(), found.wireName(), tried));
  }
}
