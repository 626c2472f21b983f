package dev.ccrunner.worker.process;

import java.util.OptionalInt;

/**
 * By what a run's processes are known, also after their parents died and they made sessions of
 * their own.
 *
 * @param marker value of {@link #MARKER} in the environment of everything the run starts
 * @param uid the run's own user, when it has one: then every process of that user is the run's
 * @param pidNamespace whether the launched process is the outer side of a pid namespace that dies
 *     with it
 */
public record ProcessScope(String marker, OptionalInt uid, boolean pidNamespace) {

  /** The environment variable that marks what a run started. */
  public static final String MARKER = "CCR_RUN";

  public ProcessScope {
    if (marker.isBlank()) {
      throw new IllegalArgumentException("Expected a marker that names the run, but it is blank");
    }
    if (uid.isPresent() && uid.getAsInt() <= 0) {
      // Ending "every process of root" would end the machine.
      throw new IllegalArgumentException(
          "Expected an unprivileged uid, but found " + uid.getAsInt());
    }
  }

  public static ProcessScope marked(String marker) {
    return new ProcessScope(marker, OptionalInt.empty(), false);
  }
}
