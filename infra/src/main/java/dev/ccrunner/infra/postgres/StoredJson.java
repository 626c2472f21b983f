package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.FileId;
import dev.ccrunner.run.ContentPart;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.ModelUse;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PushSpec;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.secret.SecretId;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
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
  private static final TypeReference<Map<String, StoredUse>> USAGE = new TypeReference<>() {};

  private StoredJson() {}

  static String spec(RunSpec spec) {
    return MAPPER.writeValueAsString(spec);
  }

  static RunSpec spec(String json) {
    return MAPPER.readValue(json, RunSpec.class);
  }

  static String workspace(WorkspaceSpec workspace) {
    return MAPPER.writeValueAsString(workspace);
  }

  static WorkspaceSpec workspace(String json) {
    return MAPPER.readValue(json, WorkspaceSpec.class);
  }

  static JSONB labels(Map<String, String> labels) {
    return JSONB.valueOf(MAPPER.writeValueAsString(labels));
  }

  static Map<String, String> labels(JSONB json) {
    return MAPPER.readValue(json.data(), LABELS);
  }

  static String usage(Map<String, ModelUse> byModel) {
    var stored = new TreeMap<String, StoredUse>();
    byModel.forEach((model, use) -> stored.put(model, StoredUse.of(use)));
    return MAPPER.writeValueAsString(stored);
  }

  static Map<String, ModelUse> usage(String json) {
    var byModel = new TreeMap<String, ModelUse>();
    MAPPER.readValue(json, USAGE).forEach((model, use) -> byModel.put(model, use.read()));
    return byModel;
  }

  /**
   * What was used of a model, in one object.
   *
   * @param costUsd null when there is no price, and in rows from before it was kept
   */
  private record StoredUse(
      long inputTokens,
      long outputTokens,
      long cacheReadInputTokens,
      long cacheCreationInputTokens,
      @Nullable BigDecimal costUsd) {
    static StoredUse of(ModelUse use) {
      var tokens = use.tokens();
      return new StoredUse(
          tokens.inputTokens(),
          tokens.outputTokens(),
          tokens.cacheReadInputTokens(),
          tokens.cacheCreationInputTokens(),
          use.costUsd());
    }

    ModelUse read() {
      return new ModelUse(
          new TokenUsage(inputTokens, outputTokens, cacheReadInputTokens, cacheCreationInputTokens),
          costUsd);
    }
  }

  private static SimpleModule wireNames() {
    var module = new SimpleModule();
    asText(
        module,
        PermissionMode.class,
        PermissionMode::wireName,
        name -> PermissionMode.ofWireName(name).orElseThrow());
    asText(module, FailureCode.class, FailureCode::wireName, FailureCode::ofWireName);
    asText(module, SecretId.class, SecretId::toString, text -> SecretId.parse(text).orElseThrow());
    asText(module, FileId.class, FileId::toString, text -> FileId.parse(text).orElseThrow());
    inLowerCase(module, ContentPart.Type.class);
    inLowerCase(module, WorkspaceSpec.Keep.class);
    inLowerCase(module, PushSpec.Forge.class);
    return module;
  }

  private static <E extends Enum<E>> void inLowerCase(SimpleModule module, Class<E> type) {
    asText(
        module,
        type,
        constant -> constant.name().toLowerCase(Locale.ROOT),
        name -> Enum.valueOf(type, name.toUpperCase(Locale.ROOT)));
  }

  private static <T> void asText(
      SimpleModule module, Class<T> type, Function<T, String> format, Function<String, T> parse) {
    module.addSerializer(
        type,
        new ValueSerializer<>() {
          @Override
          public void serialize(T value, JsonGenerator json, SerializationContext context) {
            json.writeString(format.apply(value));
          }
        });
    module.addDeserializer(
        type,
        new ValueDeserializer<>() {
          @Override
          public T deserialize(JsonParser json, DeserializationContext context) {
            return parse.apply(json.getString());
          }
        });
  }
}
