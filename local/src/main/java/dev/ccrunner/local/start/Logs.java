package dev.ccrunner.local.start;

import java.nio.file.Path;

/**
 * Where this process logs. To be called before the first logger is made, since the choice is made
 * then, for good.
 */
public final class Logs {

  private static final String CONFIGURATION = "logback.configurationFile";
  private static final String FOLDER = "dev/ccrunner/local/";

  private Logs() {}

  /** Files in this folder. Two applications share the process, so neither may set up logging. */
  public static void toFolder(Path folder) {
    System.setProperty("ccr.log.folder", folder.toString());
    System.setProperty(CONFIGURATION, FOLDER + "logback-file.xml");
    System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
  }

  public static void off() {
    System.setProperty(CONFIGURATION, FOLDER + "logback-off.xml");
  }
}
