package dev.ccrunner.gateway.planted;

import java.io.IOException;

/** A violator: it starts a process where nobody will end it. */
public final class PlantedLauncher {
  private PlantedLauncher() {}

  static Process launch() throws IOException {
    return new ProcessBuilder("true").start();
  }
}
