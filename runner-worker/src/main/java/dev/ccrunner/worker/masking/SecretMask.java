package dev.ccrunner.worker.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Replaces the values of an attempt's secrets by {@code [secret:NAME]}, in every form that {@link
 * SecretForms} knows. One pass over a text, however many secrets there are. Immutable.
 */
public final class SecretMask {
  /** Nothing is secret. */
  public static final SecretMask NONE = new SecretMask(new Automaton(), List.of());

  private final Automaton automaton;
  private final List<String> labels;

  private SecretMask(Automaton automaton, List<String> labels) {
    this.automaton = automaton;
    this.labels = List.copyOf(labels);
  }

  /** A value and what is shown in its place. */
  public record Named(String name, String value) {
    /** Without the value. */
    @Override
    public String toString() {
      return "Named[" + name + "]";
    }
  }

  /**
   * Masks these values.
   *
   * @param shortest a value with fewer characters is left alone; it would be found everywhere
   */
  public static SecretMask of(List<Named> values, int shortest) {
    var automaton = new Automaton();
    var labels = new ArrayList<String>();
    for (var named : values) {
      if (withoutBreaks(named.value()).length() >= shortest) {
        SecretForms.of(named.value())
            .forEach(form -> automaton.add(withoutBreaks(form), labels.size()));
      }
      labels.add("[secret:" + named.name() + "]");
    }
    automaton.complete();
    return new SecretMask(automaton, labels);
  }

  private static String withoutBreaks(String text) {
    return text.replace("\n", "").replace("\r", "");
  }

  /** Whether there is nothing to mask. */
  public boolean isEmpty() {
    return automaton.longest() == 0;
  }

  /** {@code text} with all values masked; itself when it has none. */
  public String mask(String text) {
    if (text.length() < automaton.shortest()) {
      return text;
    }
    var finds = new Finds(automaton, text.length());
    finds.look(text, 0);
    if (finds.finds().isEmpty()) {
      return text;
    }
    var masked = new StringBuilder(text.length());
    int from = 0;
    for (var find : finds.finds()) {
      masked.append(text, from, (int) find.first()).append(label(find.pattern()));
      from = (int) find.last() + 1;
    }
    return masked.append(text, from, text.length()).toString();
  }

  /**
   * {@code head} masked, which is the beginning of something longer: what may be the beginning of a
   * value is left out.
   */
  public String maskHead(String head) {
    return isEmpty() ? head : stream().next(head);
  }

  /** For a text that comes in pieces. */
  public MaskedStream stream() {
    return new MaskedStream(this, new Finds(automaton, Integer.MAX_VALUE));
  }

  /** Masks in all texts, names and numbers of {@code node}; in place, as far as that goes. */
  public JsonNode mask(JsonNode node) {
    return switch (node) {
      case StringNode text -> masked(text, text.stringValue());
      case ObjectNode object -> mask(object);
      case ArrayNode array -> maskInside(array);
      default -> node.isNumber() ? masked(node, node.toString()) : node;
    };
  }

  /** The same for an object, which stays one. */
  public ObjectNode mask(ObjectNode object) {
    if (isEmpty()) {
      return object;
    }
    boolean names = false;
    for (String name : List.copyOf(object.propertyNames())) {
      names |= !mask(name).equals(name);
      object.set(name, mask(object.path(name)));
    }
    return names ? withNamesMasked(object) : object;
  }

  private JsonNode masked(JsonNode node, String text) {
    String masked = mask(text);
    return masked.equals(text) ? node : StringNode.valueOf(masked);
  }

  private ObjectNode withNamesMasked(ObjectNode object) {
    var masked = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      masked.set(mask(field.getKey()), field.getValue());
    }
    return masked;
  }

  private ArrayNode maskInside(ArrayNode array) {
    for (int i = 0; i < array.size(); i++) {
      array.set(i, mask(array.get(i)));
    }
    return array;
  }

  String label(int pattern) {
    return labels.get(pattern);
  }

  /** Without the values. */
  @Override
  public String toString() {
    return "SecretMask" + labels;
  }
}
