package dev.ccrunner.gateway.planted;

import java.util.UUID;

/** A violator: it finds what belongs to any team. */
public final class PlantedForgetfulRepository {
  private PlantedForgetfulRepository() {}

  String find(UUID id) {
    return id.toString();
  }
}
