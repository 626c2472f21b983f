package dev.ccrunner.gateway.planted;

import dev.ccrunner.worker.planted.PlantedGatewayImporter;

/** A violator: the gateway calls the worker. */
public final class PlantedWorkerCaller {
  private PlantedWorkerCaller() {}

  static String name() {
    return PlantedGatewayImporter.name();
  }
}
