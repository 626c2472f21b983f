package dev.ccrunner.infra.kafka;

/** The topics there are. */
public final class Topics {
  /** Bells for runs that are ready; read by the workers as one share group. */
  public static final String DISPATCH = "runs.dispatch";

  private Topics() {}
}
