package dev.ccrunner.worker.planted;

import dev.ccrunner.worker.plantedcircle.PlantedOtherWorkerHalf;

/** One half of a circle of features. */
public final class PlantedOneWorkerHalf {
  private PlantedOneWorkerHalf() {}

  public static int deep(int depth) {
    return depth == 0 ? 0 : PlantedOtherWorkerHalf.deep(depth - 1);
  }
}
