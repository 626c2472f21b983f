package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The form of labels, which is the same wherever the API has some. */
@Component
public class LabelForm {
  private final SubmissionSettings settings;

  LabelForm(SubmissionSettings settings) {
    this.settings = settings;
  }

  /** What is wrong with the field {@code labels}; nothing if they may be. */
  public List<FieldError> refusals(Map<String, String> labels) {
    List<FieldError> refusals = new ArrayList<>();
    var _ =
        LabelRequest.decide(
            labels, settings, (pointer, message) -> refusals.add(new FieldError(pointer, message)));
    return refusals;
  }
}
