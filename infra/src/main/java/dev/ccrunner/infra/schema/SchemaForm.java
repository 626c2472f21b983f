package dev.ccrunner.infra.schema;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What we demand of a schema beside that it is one. */
final class SchemaForm {
  private static final List<String> REFERENCES = List.of("$ref", "$dynamicRef", "$recursiveRef");

  private SchemaForm() {}

  static Optional<SchemaRefusal> refusal(JsonNode schema) {
    if (schema.has("$schema") && SchemaDraft.of(draft(schema)).isEmpty()) {
      return refused("/$schema", "Expected one of %s, found another.".formatted(SchemaDraft.ids()));
    }
    if (!schema.path("type").asString("").equals("object")) {
      // The answer comes as the input of a tool, and such an input is an object.
      return refused("/type", "Expected \"object\": a structured answer is a JSON object.");
    }
    return foreign(schema, "");
  }

  static @Nullable String draft(JsonNode schema) {
    return schema.has("$schema") ? schema.path("$schema").asString("") : null;
  }

  /** Where it leads out of itself. */
  private static Optional<SchemaRefusal> foreign(JsonNode node, String pointer) {
    if (node.isObject()) {
      for (var property : node.properties()) {
        String name = property.getKey();
        String at = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
        JsonNode value = property.getValue();
        if (REFERENCES.contains(name) && value.isString() && !value.stringValue().startsWith("#")) {
          return refused(at, "Expected a reference within the schema, such as #/$defs/name.");
        }
        if (name.equals("$id") && value.isString()) {
          return refused(at, "Expected a schema without $id: it is complete in itself.");
        }
        var inner = foreign(value, at);
        if (inner.isPresent()) {
          return inner;
        }
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      var inner = foreign(node.get(i), pointer + "/" + i);
      if (inner.isPresent()) {
        return inner;
      }
    }
    return Optional.empty();
  }

  private static Optional<SchemaRefusal> refused(String pointer, String message) {
    return Optional.of(new SchemaRefusal(pointer, message));
  }
}
