package dev.ccrunner.worker.planted;

import dev.ccrunner.gateway.planted.PlantedOneHalf;

/** A violator: the worker calls the gateway. */
public final class PlantedGatewayImporter {
  private PlantedGatewayImporter() {}

  public static String name() {
    return "depth " + PlantedOneHalf.deep(1);
  }
}
