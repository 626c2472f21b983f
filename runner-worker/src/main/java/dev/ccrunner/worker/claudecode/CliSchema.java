package dev.ccrunner.worker.claudecode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a JSON Schema Claude Code is told. It reads draft-07 strictly: a keyword that it does not
 * know, or a pattern that only Java takes, and it refuses to start. What it is not told makes its
 * schema wider and never narrower; the answer is compared with the whole schema later.
 */
final class CliSchema {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** Their values are no schemas. */
  private static final Set<String> PLAIN =
      Set.of(
          "type",
          "const",
          "title",
          "description",
          "default",
          "$comment",
          "examples",
          "readOnly",
          "writeOnly",
          "deprecated",
          "format",
          "contentEncoding",
          "contentMediaType",
          "multipleOf",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "maxItems",
          "minItems",
          "uniqueItems",
          "maxProperties",
          "minProperties",
          "required");

  /** Their values are schemas by names. */
  private static final Set<String> BY_NAME = Set.of("properties", "definitions", "$defs");

  /** Their values are schemas; a wider one makes the whole wider. */
  private static final Set<String> WIDENING =
      Set.of("additionalProperties", "propertyNames", "contains");

  /** What Java and JavaScript, which Claude Code is written in, read alike. */
  private static final Pattern COMMON =
      Pattern.compile(
          String.join(
              "|",
              "([^\\\\(\\[\\]{}]", // most characters
              "\\\\[dDwWsSntr.*+?^$(){}|\\[\\]/\\\\]", // what is quoted in both
              "\\((?!\\?)",
              "\\(\\?[:=!]",
              "\\[\\^?[^\\[\\]\\\\&]+]", // a class without anything special
              "\\{\\d+(,\\d*)?})*"));

  /** Java's alone. */
  private static final Pattern POSSESSIVE = Pattern.compile("[*+?}]\\+");

  private static final int LONGEST_PATTERN = 500;

  private boolean narrowed;

  private CliSchema() {}

  /** The part of {@code schemaJson} that Claude Code understands. */
  static String of(String schemaJson) {
    return WireJson.write(new CliSchema().reduced(JSON.readTree(schemaJson)));
  }

  private JsonNode reduced(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return schema; // true or false
    }
    ObjectNode kept = WireJson.newObject();
    for (var property : object.properties()) {
      JsonNode value = keyword(property.getKey(), property.getValue(), object);
      if (value == null) {
        narrowed |= !property.getKey().equals("$schema");
      } else {
        kept.set(property.getKey(), value);
      }
    }
    return kept;
  }

  /** Null: it is left out. */
  private @Nullable JsonNode keyword(String name, JsonNode value, ObjectNode schema) {
    if (PLAIN.contains(name)) {
      return value;
    }
    if (BY_NAME.contains(name) && value.isObject()) {
      return byName(value);
    }
    if (WIDENING.contains(name)) {
      return isWiderAlone(name, schema) ? reduced(value) : null;
    }
    return switch (name) {
      case "enum" -> value.isEmpty() ? null : distinct(value);
      case "pattern" -> common(value.asString("")) ? value : null;
      case "$ref" -> value.asString("").matches("#(/.*)?") ? value : null;
      // Beside prefixItems it is about the rest of the list only.
      case "items" -> schema.has("prefixItems") ? null : items(value);
      case "additionalItems" -> schema.path("items").isArray() ? reduced(value) : null;
      case "patternProperties" -> common(value) ? byName(value) : null;
      case "allOf", "anyOf" -> all(value);
      case "oneOf" -> exactly(value) ? value : null;
      case "not" -> exactly(value) ? value : null;
      case "if" -> conditional(schema) ? value : null;
      case "then", "else" -> conditional(schema) ? reduced(value) : null;
      default -> null;
    };
  }

  /** Whether it says nothing more when what stands beside it is left out. */
  private static boolean isWiderAlone(String name, ObjectNode schema) {
    return switch (name) {
      case "contains" -> !schema.has("minContains") && !schema.has("maxContains");
      case "additionalProperties" ->
          !schema.has("patternProperties") || common(schema.path("patternProperties"));
      default -> true;
    };
  }

  private static boolean common(JsonNode byPattern) {
    return byPattern.properties().stream().allMatch(entry -> common(entry.getKey()));
  }

  private static boolean common(String pattern) {
    return pattern.length() <= LONGEST_PATTERN
        && COMMON.matcher(pattern).matches()
        && !POSSESSIVE.matcher(pattern).find();
  }

  /** Whether {@code if} has something to say, and says the same to Claude Code. */
  private boolean conditional(ObjectNode schema) {
    return schema.has("if")
        && (schema.has("then") || schema.has("else"))
        && exactly(schema.path("if"));
  }

  /** Whether nothing of it is left out: under a negation, wider would be narrower. */
  private static boolean exactly(JsonNode value) {
    var inner = new CliSchema();
    if (value.isArray()) {
      value.forEach(inner::reduced);
    } else {
      inner.reduced(value);
    }
    return !inner.narrowed && value.findValue("$ref") == null;
  }

  private ObjectNode byName(JsonNode schemas) {
    ObjectNode kept = WireJson.newObject();
    schemas.properties().forEach(entry -> kept.set(entry.getKey(), reduced(entry.getValue())));
    return kept;
  }

  private JsonNode items(JsonNode value) {
    return value.isArray() ? all(value) : reduced(value);
  }

  private ArrayNode all(JsonNode schemas) {
    ArrayNode kept = WireJson.newArray();
    schemas.forEach(schema -> kept.add(reduced(schema)));
    return kept;
  }

  private static ArrayNode distinct(JsonNode values) {
    List<JsonNode> seen = new ArrayList<>();
    values.forEach(value -> {
      if (!seen.contains(value)) {
        seen.add(value);
      }
    });
    ArrayNode kept = WireJson.newArray();
    seen.forEach(kept::add);
    return kept;
  }
}
