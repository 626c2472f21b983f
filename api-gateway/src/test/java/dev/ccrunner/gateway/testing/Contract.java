package dev.ccrunner.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/** What a gateway says of itself at {@code /v1/openapi.json}. */
public final class Contract {
  private static final String ROOT = "https://contract.test/openapi.json";
  private static final Map<Integer, Contract> BY_PORT = new ConcurrentHashMap<>();

  private final JsonNode document;
  private final SchemaRegistry schemas;

  private Contract(String json) {
    this.document = JsonMapper.shared().readTree(json);
    this.schemas =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(ROOT, json)));
  }

  /** That of the gateway on {@code port}. */
  public static Contract of(int port) {
    return BY_PORT.computeIfAbsent(port, Contract::load);
  }

  private static Contract load(int port) {
    try (var in =
        URI.create("http://127.0.0.1:" + port + "/v1/openapi.json").toURL().openStream()) {
      return new Contract(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public JsonNode document() {
    return document;
  }

  /** That the answer is documented, if there is such an operation at all. */
  void check(String method, String pathAndQuery, ApiResponse answer) {
    String path = URI.create(pathAndQuery).getPath();
    Optional<String> template = template(method, path);
    if (template.isEmpty()) {
      assertThat(answer.status()).as("%s %s is not documented", method, path).isBetween(400, 499);
      return;
    }
    String status = String.valueOf(answer.status());
    String at = pointer("paths", template.get(), method.toLowerCase(), "responses", status);
    assertThat(document.at(at).isMissingNode())
        .as("%s %s answered an undocumented %s: %s", method, path, status, answer.body())
        .isFalse();
    if (!document.at(at + pointer("content", "*/*")).isMissingNode()) {
      return; // A download: whatever its owner put into it.
    }
    if (answer.body().isEmpty()) {
      assertThat(document.at(at + "/content").isMissingNode())
          .as("%s %s %s answered nothing", method, path, status)
          .isTrue();
      return;
    }
    String mediaType = answer.header("Content-Type").replaceFirst(";.*", "");
    String schema = at + pointer("content", mediaType, "schema");
    assertThat(document.at(schema).isMissingNode())
        .as("%s %s %s answered the undocumented type '%s'", method, path, status, mediaType)
        .isFalse();
    assertThat(values(mediaType, answer).flatMap(value -> errors(schema, value).stream()))
        .as(answer.body())
        .isEmpty();
  }

  /** What the schema of a media type describes: the whole, or each line. */
  private static Stream<JsonNode> values(String mediaType, ApiResponse answer) {
    return switch (mediaType) {
      case "application/jsonl" -> answer.body().lines().map(ApiResponse::read);
      case "text/event-stream", "text/csv" -> Stream.of(StringNode.valueOf(answer.body()));
      default -> Stream.of(answer.json());
    };
  }

  /** What is wrong with {@code value} by the schema at {@code pointer}. */
  public List<Error> errors(String pointer, JsonNode value) {
    Schema schema =
        schemas.getSchema(
            SchemaLocation.of(ROOT + "#" + pointer.replace("{", "%7B").replace("}", "%7D")));
    return schema.validate(value);
  }

  private Optional<String> template(String method, String path) {
    return document.get("paths").propertyNames().stream()
        .filter(template -> path.matches(template.replaceAll("\\{[^}]+}", "[^/]+")))
        .filter(template -> document.get("paths").get(template).has(method.toLowerCase()))
        .findFirst();
  }

  /** A JSON pointer to a value under these names. */
  public static String pointer(String... names) {
    var pointer = new StringBuilder();
    for (String name : names) {
      pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }
}
