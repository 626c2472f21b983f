package dev.ccrunner.gateway.identity.policy;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** A policy as it stands in its column: the JSON of the API. */
public final class StoredPolicy {
  private static final String NONE = "{}";
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private StoredPolicy() {}

  /** The policy in {@code json}. */
  public static TeamPolicy read(String json) {
    return json.equals(NONE) ? TeamPolicy.NONE : JSON.readValue(json, PolicyView.class).policy();
  }

  /** The policy as JSON. */
  public static String write(TeamPolicy policy) {
    return JSON.writeValueAsString(PolicyView.of(policy));
  }
}
