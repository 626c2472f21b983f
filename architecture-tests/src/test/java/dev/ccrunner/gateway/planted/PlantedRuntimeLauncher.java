package dev.ccrunner.gateway.planted;

import java.io.IOException;

/** A violator: the same by the older way. */
public final class PlantedRuntimeLauncher {
  private PlantedRuntimeLauncher() {}

  static Process launch() throws IOException {
    return Runtime.getRuntime().exec(new String[] {"true"});
  }
}
