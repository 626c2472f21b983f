package dev.ccrunner.infra.health;

import java.util.Map;

/** Which services answered when they were last asked. */
public record ServicesSeen(boolean postgres, boolean redis, boolean kafka) {

  /** Up or down, by service. */
  public Map<String, String> words() {
    return Map.of("postgres", word(postgres), "redis", word(redis), "kafka", word(kafka));
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
  }
}
