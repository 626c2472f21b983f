package dev.ccrunner.gateway.planted;

import java.time.Instant;
import java.util.function.Supplier;

/** A violator: it looks at the clock by itself, if only by a method reference. */
public final class PlantedClockReader {
  private PlantedClockReader() {}

  static Supplier<Instant> clock() {
    return Instant::now;
  }
}
