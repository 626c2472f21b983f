package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fields of one JSON object while a request is read from it. Each read names its field once;
 * what was never read does not exist. Wrong types are collected, so that a caller learns of all of
 * them at once from {@link #done()}. Null is the same as absent.
 */
public final class Fields {
  /** A misspelt field is worth showing; what looks otherwise may have got there by mistake. */
  private static final String LIKE_A_FIELD = "[a-z_]{1,32}";

  private final ObjectNode object;
  private final String pointer;
  private final Refusals refusals;
  private final Set<String> read = new HashSet<>();
  private final List<Fields> children = new ArrayList<>();

  private Fields(ObjectNode object, String pointer, Refusals refusals) {
    this.object = object;
    this.pointer = pointer;
    this.refusals = refusals;
  }

  /** The fields of the outermost object of a body. */
  static Fields of(ObjectNode object, boolean discreet) {
    return new Fields(object, "", new Refusals(discreet));
  }

  /** A text, or null. */
  public @Nullable String text(String name) {
    return value(name, "a string", node -> node.isString() ? checkedText(name, node) : null);
  }

  /** Whether the object has the field at all, be it null: where null takes something away. */
  public boolean has(String name) {
    read.add(name);
    return object.has(name);
  }

  /** Whether the request has the field, and not as null. */
  public boolean hasValue(String name) {
    return object.hasNonNull(name);
  }

  /** True or false, or null. */
  public @Nullable Boolean flag(String name) {
    return value(
        name, "true or false", node -> node.isBoolean() ? (Boolean) node.booleanValue() : null);
  }

  /** A moment such as {@code 2026-01-31T12:00:00Z}, or null. */
  public @Nullable Instant time(String name) {
    return value(
        name,
        "a time in a string, such as \"2026-01-31T12:00:00Z\"",
        node -> node.isString() ? instant(node.stringValue()) : null);
  }

  private static @Nullable Instant instant(String text) {
    try {
      // As precise as PostgreSQL keeps it, so that what is stored is what was said.
      return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** A whole number, or null. */
  public @Nullable Integer integer(String name) {
    return value(
        name,
        "a whole number",
        node -> node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : null);
  }

  /** A decimal number in a string, which no JSON library rounds, or null. */
  public @Nullable BigDecimal decimal(String name) {
    return value(
        name,
        "a decimal number in a string, such as \"2.50\"",
        node -> node.isString() ? DecimalText.parse(node.stringValue()).orElse(null) : null);
  }

  /** A duration such as {@code 45m}, or null. */
  public @Nullable Duration duration(String name) {
    return value(
        name,
        "a duration in a string, such as \"30s\", \"45m\" or \"2h\"",
        node -> node.isString() ? DurationText.parse(node.stringValue()).orElse(null) : null);
  }

  /** A number of bytes such as {@code 512Mi}, or null. */
  public @Nullable Long size(String name) {
    return value(
        name,
        "a size in a string, such as \"512Mi\" or \"2Gi\"",
        node -> node.isString() ? SizeText.parse(node.stringValue()).orElse(null) : null);
  }

  /** Any JSON object as it came, or null: its fields are not ours. */
  public @Nullable JsonNode json(String name) {
    return value(name, "an object", node -> node.isObject() ? node : null);
  }

  /** A list of objects; empty when absent. */
  public List<Fields> objects(String name) {
    return entries(name, "an object", false).stream().map(Entry::object).toList();
  }

  /** A list whose elements are texts or objects; empty when absent. */
  public List<Entry> textsOrObjects(String name) {
    return entries(name, "a string or an object", true);
  }

  /**
   * An element of a list: a text, or what else can be said of it.
   *
   * @param text null when it is an object
   * @param object without any field when it is a text
   */
  public record Entry(@Nullable String text, Fields object) {}

  private List<Entry> entries(String name, String expected, boolean texts) {
    JsonNode node = take(name).orElse(null);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      refuseType(name, "an array", node);
      return List.of();
    }
    var entries = new ArrayList<Entry>();
    for (int i = 0; i < node.size(); i++) {
      String element = name + "/" + i;
      JsonNode found = node.get(i);
      boolean text = texts && found.isString();
      if (!text && !found.isObject()) {
        refuseType(element, expected, found);
      }
      entries.add(new Entry(text ? checkedText(element, found) : null, child(element, found)));
    }
    return entries;
  }

  /** A list of texts; empty when absent. */
  public List<String> texts(String name) {
    JsonNode node = take(name).orElse(null);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      refuseType(name, "an array of strings", node);
      return List.of();
    }
    var texts = new ArrayList<String>();
    for (int i = 0; i < node.size(); i++) {
      String element = name + "/" + i;
      if (node.get(i).isString()) {
        texts.add(checkedText(element, node.get(i)));
      } else {
        refuseType(element, "a string", node.get(i));
      }
    }
    return texts;
  }

  /** An object whose values are all texts; empty when absent. */
  public Map<String, String> textMap(String name) {
    JsonNode node = take(name).orElse(null);
    if (node == null) {
      return Map.of();
    }
    if (!node.isObject()) {
      refuseType(name, "an object of strings", node);
      return Map.of();
    }
    var texts = new LinkedHashMap<String, String>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String element = name + "/" + escaped(entry.getKey());
      if (entry.getValue().isString()) {
        texts.put(entry.getKey(), checkedText(element, entry.getValue()));
      } else {
        refuseType(element, "a string", entry.getValue());
      }
    }
    return texts;
  }

  /** An object with fields of its own; one without any when absent. */
  public Fields object(String name) {
    JsonNode node = take(name).orElse(null);
    if (node != null && !node.isObject()) {
      refuseType(name, "an object", node);
    }
    return child(name, node);
  }

  private Fields child(String name, @Nullable JsonNode node) {
    ObjectNode inner = node instanceof ObjectNode found ? found : JsonBodies.emptyObject();
    var child = new Fields(inner, at(name), refusals);
    children.add(child);
    return child;
  }

  /** Fields of the API that this version does not have: said so instead of passed over. */
  public void unsupported(Collection<String> names) {
    for (String name : names) {
      take(name)
          .ifPresent(_ ->
              refusals.add(
                  ErrorCode.UNSUPPORTED_FIELD,
                  at(name),
                  "This field is part of the API, but this version of the service does not"
                      + " support it yet. Expected the request without it."));
    }
  }

  /** Ends the reading: refuses the request when anything in it was wrong. */
  public void done() {
    collectUnknown();
    refusals.throwIfAny();
  }

  private void collectUnknown() {
    for (String name : object.propertyNames()) {
      if (!read.contains(name)) {
        boolean shown = !refusals.discreet || name.matches(LIKE_A_FIELD);
        refusals.add(
            ErrorCode.UNKNOWN_FIELD,
            shown ? at(escaped(name)) : pointer,
            "Expected one of the fields %s, found %s."
                .formatted(
                    String.join(", ", read.stream().sorted().toList()),
                    shown ? "'" + Shown.shortly(name) + "'" : "another"));
      }
    }
    children.forEach(Fields::collectUnknown);
  }

  private <T> @Nullable T value(
      String name, String expected, Function<JsonNode, @Nullable T> reading) {
    JsonNode node = take(name).orElse(null);
    if (node == null) {
      return null;
    }
    T value = reading.apply(node);
    if (value == null) {
      refuseType(name, expected, node);
    }
    return value;
  }

  private Optional<JsonNode> take(String name) {
    read.add(name);
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  /** PostgreSQL, files and processes know no U+0000, and half a surrogate pair is no character. */
  private String checkedText(String name, JsonNode node) {
    String text = node.stringValue();
    if (text.indexOf('\0') >= 0) {
      refusals.add(
          ErrorCode.INVALID_FIELD, at(name), "Expected a string without the character U+0000.");
    } else if (hasLoneSurrogate(text)) {
      refusals.add(
          ErrorCode.INVALID_FIELD,
          at(name),
          "Expected a string of whole characters, found half a surrogate pair.");
    }
    return text;
  }

  private static boolean hasLoneSurrogate(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private void refuseType(String name, String expected, JsonNode found) {
    refusals.add(
        ErrorCode.INVALID_FIELD,
        at(name),
        "Expected %s, found %s.".formatted(expected, kind(found, refusals.discreet)));
  }

  private String at(String name) {
    return pointer + "/" + name;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  static String kind(JsonNode node, boolean discreet) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY ->
          discreet ? "a string" : "the string \"" + Shown.shortly(node.asString()) + "\"";
      case BOOLEAN -> Shown.shortly(node.toString());
      case NUMBER -> discreet ? "a number" : Shown.shortly(node.toString());
      case NULL -> "null";
      case MISSING -> "nothing";
    };
  }

  /** What was refused so far; shared by an object and the objects in it. */
  private static final class Refusals {
    private static final int MOST = 50;

    private final List<FieldError> errors = new ArrayList<>();
    private final boolean discreet;
    private @Nullable ErrorCode first;

    Refusals(boolean discreet) {
      this.discreet = discreet;
    }

    void add(ErrorCode code, String pointer, String message) {
      first = first == null ? code : first;
      if (errors.size() < MOST) {
        errors.add(new FieldError(pointer, message));
      }
    }

    void throwIfAny() {
      if (first != null) {
        throw ProblemException.ofFields(first, errors);
      }
    }
  }
}
