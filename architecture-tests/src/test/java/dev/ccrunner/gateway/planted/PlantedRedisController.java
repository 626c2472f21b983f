package dev.ccrunner.gateway.planted;

import io.lettuce.core.RedisURI;

/** A violator: it talks to Redis itself. */
public final class PlantedRedisController {
  private PlantedRedisController() {}

  static String host(RedisURI uri) {
    return uri.getHost();
  }
}
