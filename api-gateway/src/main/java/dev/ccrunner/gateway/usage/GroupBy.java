package dev.ccrunner.gateway.usage;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.infra.postgres.UsageDimension;
import dev.ccrunner.infra.postgres.UsageDimension.Label;
import dev.ccrunner.infra.postgres.UsageDimension.Plain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads and writes {@code group_by}: names of what use is told apart by, with commas between. */
final class GroupBy {
  static final String LABEL = "label.";
  private static final String EXPECTED =
      "group_by: expected some of day, team, user, key, model, run and label.NAME, with commas"
          + " between, found '%s'.";

  private GroupBy() {}

  static List<UsageDimension> parse(String text) {
    var by = new ArrayList<UsageDimension>();
    for (String name : text.split(",", -1)) {
      var dimension = dimension(name);
      if (by.contains(dimension)) {
        throw invalid("group_by: expected each once, found %s twice.", name);
      }
      if (dimension instanceof Label && by.stream().anyMatch(Label.class::isInstance)) {
        throw invalid("group_by: expected one label at most, found '%s' as well.", name);
      }
      by.add(dimension);
    }
    return by;
  }

  /** The name in the API. */
  static String name(UsageDimension dimension) {
    return switch (dimension) {
      case Plain plain -> plain.name().toLowerCase(Locale.ROOT);
      case Label(var label) -> LABEL + label;
    };
  }

  private static UsageDimension dimension(String name) {
    if (name.startsWith(LABEL) && name.length() > LABEL.length()) {
      return new Label(name.substring(LABEL.length()));
    }
    return Arrays.stream(Plain.values())
        .filter(plain -> name(plain).equals(name))
        .findFirst()
        .orElseThrow(() -> invalid(EXPECTED, name));
  }

  private static ProblemException invalid(String sentence, String found) {
    return ProblemException.of(
        ErrorCode.INVALID_PARAMETER, sentence.formatted(Shown.shortly(found)));
  }
}
