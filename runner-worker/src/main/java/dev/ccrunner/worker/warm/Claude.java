package dev.ccrunner.worker.warm;

import dev.ccrunner.worker.job.Place;
import dev.ccrunner.worker.process.Child;
import java.time.Duration;

/**
 * One Claude Code in its place.
 *
 * @param sink where its lines go
 * @param token by which it calls the model, while that counts
 * @param signature what it was started with
 */
public record Claude(
    Place place, Child child, TurnSink sink, String token, LaunchSignature signature) {

  /** Whether it and all that it has started stand still now, and nothing is heard of it. */
  public boolean freeze(Duration within) {
    if (!place.enclosure().freeze(child, within) || !child.isAlive()) {
      return false;
    }
    sink.detach();
    return true;
  }

  /** Lets it go on. */
  public void thaw() {
    place.enclosure().thaw(child);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "Claude[" + place.name() + ", process " + child.pid() + "]";
  }
}
