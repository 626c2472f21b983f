package dev.ccrunner.worker.plantedcircle;

import dev.ccrunner.worker.planted.PlantedOneWorkerHalf;

/** A violator: its feature and another's need each other. */
public final class PlantedOtherWorkerHalf {
  private PlantedOtherWorkerHalf() {}

  public static int deep(int depth) {
    return depth == 0 ? 0 : PlantedOneWorkerHalf.deep(depth - 1);
  }
}
