package dev.ccrunner.worker.forge;

import tools.jackson.databind.JsonNode;

/** What is read out of a forge's answer, which may be anything. */
final class Answers {
  private Answers() {}

  static String text(JsonNode answer, String name) throws ForgeRefused {
    var value = answer.path(name);
    if (!value.isString()) {
      throw new ForgeRefused(
          0, "The forge's answer has no %s: check pull_request.forge and api_url".formatted(name));
    }
    return value.stringValue();
  }

  static long number(JsonNode answer, String name) throws ForgeRefused {
    var value = answer.path(name);
    if (!value.isIntegralNumber()) {
      throw new ForgeRefused(
          0, "The forge's answer has no %s: check pull_request.forge and api_url".formatted(name));
    }
    return value.longValue();
  }
}
