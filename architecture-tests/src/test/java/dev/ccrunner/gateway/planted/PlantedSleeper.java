package dev.ccrunner.gateway.planted;

/** A violator: it sleeps and hopes. */
public final class PlantedSleeper {
  private PlantedSleeper() {}

  static void hope() throws InterruptedException {
    Thread.sleep(1);
  }
}
