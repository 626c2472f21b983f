package dev.ccrunner.gateway.planted;

import dev.ccrunner.local.PlantedLocalMode;

/** A violator: it asks whether it runs in local mode. */
public final class PlantedLocalImporter {
  private PlantedLocalImporter() {}

  static boolean local() {
    return PlantedLocalMode.ON;
  }
}
