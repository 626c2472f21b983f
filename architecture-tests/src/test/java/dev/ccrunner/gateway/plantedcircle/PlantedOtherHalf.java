package dev.ccrunner.gateway.plantedcircle;

import dev.ccrunner.gateway.planted.PlantedOneHalf;

/** A violator: its feature and another's need each other. */
public final class PlantedOtherHalf {
  private PlantedOtherHalf() {}

  public static int deep(int depth) {
    return depth == 0 ? 0 : PlantedOneHalf.deep(depth - 1);
  }
}
