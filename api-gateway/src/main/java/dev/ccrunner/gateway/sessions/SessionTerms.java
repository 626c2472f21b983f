package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.submission.LabelForm;
import dev.ccrunner.gateway.web.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Decides about what a client says of a session, for a new one and for a change. */
@Component
class SessionTerms {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final SessionSettings settings;
  private final LabelForm labelForm;

  SessionTerms(SessionSettings settings, LabelForm labelForm) {
    this.settings = settings;
    this.labelForm = labelForm;
  }

  /** Refuses what must not be. Null: nothing was said about it. */
  void check(@Nullable String name, @Nullable Map<String, String> labels, @Nullable Duration keep) {
    List<FieldError> errors = new ArrayList<>();
    if (name != null && name.length() > settings.maxNameLength()) {
      errors.add(
          new FieldError(
              "/name",
              "Expected at most %d characters, found %d."
                  .formatted(settings.maxNameLength(), name.length())));
    }
    if (labels != null) {
      errors.addAll(labelForm.refusals(labels));
    }
    if (keep != null && !allowed(keep)) {
      errors.add(
          new FieldError(
              "/expires_after",
              "Expected whole seconds from %s to %s (ccr.sessions.max-expires-after), found %s."
                  .formatted(
                      DurationText.format(SHORTEST),
                      DurationText.format(settings.maxExpiresAfter()),
                      DurationText.format(keep))));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.ofFields(ErrorCode.INVALID_FIELD, errors);
    }
  }

  private boolean allowed(Duration keep) {
    return keep.compareTo(SHORTEST) >= 0
        && keep.compareTo(settings.maxExpiresAfter()) <= 0
        && keep.getNano() == 0;
  }

  /** How long a session is kept that says so, or does not. */
  Duration keep(@Nullable Duration asked) {
    return asked == null ? settings.expiresAfter() : asked;
  }

  /** A name of nothing but spaces is none. */
  @Nullable String name(@Nullable String asked) {
    return asked == null || asked.isBlank() ? null : asked.strip();
  }
}
