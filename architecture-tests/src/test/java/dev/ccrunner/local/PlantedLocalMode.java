package dev.ccrunner.local;

/** What the violator of the gateway imports. */
public final class PlantedLocalMode {
  public static final boolean ON = Boolean.parseBoolean("true");

  private PlantedLocalMode() {}
}
