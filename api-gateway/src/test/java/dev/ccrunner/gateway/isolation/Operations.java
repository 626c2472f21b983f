package dev.ccrunner.gateway.isolation;

import dev.ccrunner.gateway.testing.Contract;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The operations of a gateway, as it describes them itself. */
final class Operations {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

  private Operations() {}

  /**
   * One of them.
   *
   * @param id its operationId
   * @param path with variables in braces; what is one of a few words is one of them
   * @param scope what it needs; empty: nothing in particular
   * @param filters the names of its query parameters that take any text, and so an id
   */
  record Operation(
      String id,
      String method,
      String path,
      String scope,
      boolean open,
      boolean list,
      List<String> filters) {
    List<String> variables() {
      return VARIABLE.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /** The path with these values in the places of its variables. */
    String path(List<String> values) {
      var rest = values.iterator();
      return VARIABLE.matcher(path).replaceAll((MatchResult _) -> rest.next());
    }

    @Override
    public String toString() {
      return id;
    }
  }

  static List<Operation> of(int port) {
    JsonNode document = Contract.of(port).document();
    return document.get("paths").properties().stream()
        .flatMap(path ->
            path.getValue().properties().stream()
                .map(found -> read(path.getKey(), found.getKey(), found.getValue())))
        .toList();
  }

  private static Operation read(String path, String method, JsonNode operation) {
    JsonNode security = operation.get("security");
    return new Operation(
        operation.get("operationId").asString(),
        method.toUpperCase(java.util.Locale.ROOT),
        withWords(path, operation.path("parameters")),
        operation.path("x-ccr-scope").asString(""),
        security != null && security.isEmpty(),
        Stream.of(operation.path("parameters"))
            .flatMap(JsonNode::valueStream)
            .anyMatch(parameter -> parameter.path("name").asString("").equals("cursor")),
        filters(operation.path("parameters")));
  }

  private static List<String> filters(JsonNode parameters) {
    return parameters
        .valueStream()
        .filter(parameter -> parameter.path("in").asString("").equals("query"))
        .filter(parameter -> parameter.path("schema").path("type").asString("").equals("string"))
        .filter(parameter -> !parameter.path("schema").has("enum"))
        .map(parameter -> parameter.get("name").asString())
        .toList();
  }

  /** The path without the variables that stand for no object. */
  private static String withWords(String path, JsonNode parameters) {
    String result = path;
    for (JsonNode parameter : parameters) {
      String word = parameter.path("schema").path("enum").path(0).asString("");
      if (!word.isEmpty()) {
        result = result.replace("{" + parameter.get("name").asString() + "}", word);
      }
    }
    return result;
  }
}
