package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.secret.SecretId;
import java.util.Map;
import org.jooq.JSONB;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * JSON as it stands in columns. Names are the API's, never a constant's or a class's, and unknown
 * fields are passed over, so that an older process reads what a newer one wrote.
 */
final class StoredJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(wireNames())
          .build();
  private static final TypeReference<Map<String, String>> LABELS = new TypeReference<>() {};
  private static final TypeReference<Map<String, TokenUsage>> USAGE = new TypeReference<>() {};

  private StoredJson() {}

  static String spec(RunSpec spec) {
    return MAPPER.writeValueAsString(spec);
  }

  static RunSpec spec(String json) {
    return MAPPER.readValue(json, RunSpec.class);
  }

  static JSONB labels(Map<String, String> labels) {
    return JSONB.valueOf(MAPPER.writeValueAsString(labels));
  }

  static Map<String, String> labels(JSONB json) {
    return MAPPER.readValue(json.data(), LABELS);
  }

  static String usage(Map<String, TokenUsage> byModel) {
    return MAPPER.writeValueAsString(byModel);
  }

  static Map<String, TokenUsage> usage(String json) {
    return MAPPER.readValue(json, USAGE);
  }

  private static SimpleModule wireNames() {
    return new SimpleModule()
        .addSerializer(
            PermissionMode.class,
            new ValueSerializer<>() {
              @Override
              public void serialize(
                  PermissionMode mode, JsonGenerator json, SerializationContext context) {
                json.writeString(mode.wireName());
              }
            })
        .addDeserializer(
            PermissionMode.class,
            new ValueDeserializer<>() {
              @Override
              public PermissionMode deserialize(JsonParser json, DeserializationContext context) {
                return PermissionMode.ofWireName(json.getString()).orElseThrow();
              }
            })
        .addSerializer(
            SecretId.class,
            new ValueSerializer<>() {
              @Override
              public void serialize(SecretId id, JsonGenerator json, SerializationContext context) {
                json.writeString(id.toString());
              }
            })
        .addDeserializer(
            SecretId.class,
            new ValueDeserializer<>() {
              @Override
              public SecretId deserialize(JsonParser json, DeserializationContext context) {
                return SecretId.parse(json.getString()).orElseThrow();
              }
            })
        .addSerializer(
            FailureCode.class,
            new ValueSerializer<>() {
              @Override
              public void serialize(
                  FailureCode code, JsonGenerator json, SerializationContext context) {
                json.writeString(code.wireName());
              }
            })
        .addDeserializer(
            FailureCode.class,
            new ValueDeserializer<>() {
              @Override
              public FailureCode deserialize(JsonParser json, DeserializationContext context) {
                return FailureCode.ofWireName(json.getString());
              }
            });
  }
}
