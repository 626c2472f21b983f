package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import java.util.Map;
import java.util.regex.Pattern;

/** Decides about the field {@code labels}. */
final class LabelRequest {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]*");

  private LabelRequest() {}

  static Map<String, String> decide(
      Map<String, String> labels, SubmissionSettings settings, RunAdmission.Refusing refusing) {
    if (labels.size() > settings.maxLabels()) {
      refusing.refuse(
          "/labels",
          "Expected at most %d labels, found %d.".formatted(settings.maxLabels(), labels.size()));
    }
    labels.forEach((name, value) -> {
      String pointer = "/labels/" + name.replace("~", "~0").replace("/", "~1");
      if (!NAME.matcher(name).matches() || name.length() > settings.maxLabelLength()) {
        refusing.refuse(
            pointer,
            "Expected a name of 1 to %d letters, digits, '.', '_', '/' and '-', found '%s'."
                .formatted(settings.maxLabelLength(), Shown.shortly(name)));
      }
      if (value.length() > settings.maxLabelLength()) {
        refusing.refuse(
            pointer,
            "Expected a value of at most %d characters, found %d."
                .formatted(settings.maxLabelLength(), value.length()));
      }
    });
    return labels;
  }
}
