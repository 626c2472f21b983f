package dev.ccrunner.gateway.planted;

/** A violator: whatever has to do with runs may end up here. */
public final class PlantedRunManager {
  private PlantedRunManager() {}
}
