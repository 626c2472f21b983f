package dev.ccrunner.gateway.planted;

import dev.ccrunner.gateway.plantedcircle.PlantedOtherHalf;

/** One half of a circle of features. */
public final class PlantedOneHalf {
  private PlantedOneHalf() {}

  public static int deep(int depth) {
    return depth == 0 ? 0 : PlantedOtherHalf.deep(depth - 1);
  }
}
