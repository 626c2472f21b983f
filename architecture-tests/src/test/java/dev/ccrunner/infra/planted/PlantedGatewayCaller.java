package dev.ccrunner.infra.planted;

import dev.ccrunner.gateway.planted.PlantedOneHalf;

/** A violator: what both deployables share needs one of them. */
public final class PlantedGatewayCaller {
  private PlantedGatewayCaller() {}

  static int depth() {
    return PlantedOneHalf.deep(1);
  }
}
