package dev.ccrunner.demomodel;

import dev.ccrunner.run.RunStatus;

/** A violator: the demo model knows what a run is. */
public final class PlantedNosyDemoModel {
  private PlantedNosyDemoModel() {}

  static boolean over(RunStatus status) {
    return status.terminal();
  }
}
