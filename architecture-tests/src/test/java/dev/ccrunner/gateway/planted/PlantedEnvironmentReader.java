package dev.ccrunner.gateway.planted;

import org.jspecify.annotations.Nullable;

/** A violator: it takes from the environment what lies there. */
public final class PlantedEnvironmentReader {
  private PlantedEnvironmentReader() {}

  static @Nullable String shell() {
    return System.getenv("SHELL");
  }
}
