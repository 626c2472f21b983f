package dev.ccrunner.embedded;

import dev.ccrunner.run.RunStatus;

/** A violator: an embedded service knows what a run is. */
public final class PlantedNosyService {
  private PlantedNosyService() {}

  static boolean over(RunStatus status) {
    return status.terminal();
  }
}
