package dev.ccrunner.gateway.unmarked;

/** A violator: its package has no package-info. */
public final class PlantedNullable {
  private PlantedNullable() {}
}
