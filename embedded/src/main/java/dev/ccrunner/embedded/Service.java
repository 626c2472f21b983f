package dev.ccrunner.embedded;

/** The three services, by the name people know them by. */
public enum Service {
  POSTGRES("PostgreSQL", "postgres"),
  KAFKA("Kafka", "kafka"),
  REDIS("Redis", "redis");

  private final String title;
  private final String folder;

  Service(String title, String folder) {
    this.title = title;
    this.folder = folder;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** The service's own folder inside the data folder. */
  String folder() {
    return folder;
  }
}
