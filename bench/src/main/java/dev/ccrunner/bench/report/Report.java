package dev.ccrunner.bench.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * All figures of one run.
 *
 * @param quick with tiny counts, so that no number in it means anything
 * @param skipped what was not measured, and why
 */
public record Report(
    String bench,
    Instant at,
    boolean quick,
    Machine machine,
    List<Figure> figures,
    Map<String, String> skipped) {

  /** In {@link #skipped} when not everything could be measured. */
  public static final String BROKEN_OFF = "all further figures";

  private static final JsonMapper JSON = JsonMapper.shared();

  public Report {
    figures = List.copyOf(figures);
  }

  public boolean isComplete() {
    return !skipped.containsKey(BROKEN_OFF);
  }

  /** For programs: everything, in one line. */
  public String jsonLine() {
    var node = JSON.createObjectNode();
    node.put("bench", bench);
    node.put("at", at.toString());
    node.put("quick", quick);
    node.set("machine", JSON.valueToTree(machine));
    var list = node.putArray("figures");
    figures.forEach(figure -> list.add(json(figure)));
    node.set("skipped", JSON.valueToTree(skipped));
    return JSON.writeValueAsString(node);
  }

  private static ObjectNode json(Figure figure) {
    var node = JSON.createObjectNode();
    node.put("name", figure.name());
    node.put("value", Numbers.rounded(figure.value()));
    node.put("unit", figure.unit());
    node.put("against", figure.against());
    node.put("reference", Numbers.rounded(figure.reference()));
    node.put("ratio", Numbers.rounded(figure.ratio()));
    node.put("aim", figure.aim().words());
    node.put("met", figure.met());
    var details = node.putObject("details");
    figure
        .details()
        .forEach((name, value) ->
            details.set(
                name,
                value instanceof Number number
                    ? JSON.valueToTree(Numbers.rounded(number.doubleValue()))
                    : JSON.valueToTree(value)));
    return node;
  }

  /** For people. */
  public String markdown() {
    var text = new StringBuilder();
    text.append("| figure | measured | against | ratio | aim | met |\n|---|---|---|---|---|---|\n");
    for (var figure : figures) {
      text.append(
          "| %s | %s %s | %s %s (%s) | %s | %s | %s |\n"
              .formatted(
                  figure.name(),
                  Numbers.text(figure.value()),
                  figure.unit(),
                  Numbers.text(figure.reference()),
                  figure.unit(),
                  figure.against(),
                  Numbers.text(figure.ratio()),
                  figure.aim().words(),
                  verdict(figure)));
    }
    skipped.forEach(
        (name, why) -> text.append("| %s | left out: %s | | | | |\n".formatted(name, why)));
    text.append("\n").append(machine.words()).append(", ").append(at);
    return text.append(quick ? "; quick: these numbers mean nothing\n" : "\n").toString();
  }

  private static String verdict(Figure figure) {
    if (figure.aim() instanceof Aim.None) {
      return "–";
    }
    return figure.met() ? "yes" : "**no**";
  }
}
