package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RetryPolicy;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides about the field {@code retry}. */
final class RetryRequest {
  private static final int MOST_ATTEMPTS = 10;

  /** The short name that the API has for it. */
  private static final String OVERLOADED = "overloaded";

  private RetryRequest() {}

  static RetryPolicy decide(RunSubmission.@Nullable Retry retry, RunAdmission.Refusing refusing) {
    if (retry == null) {
      return RetryPolicy.NEVER;
    }
    int attempts = retry.maxAttempts() == null ? 1 : retry.maxAttempts();
    if (attempts < 1 || attempts > MOST_ATTEMPTS) {
      refusing.refuse(
          "/retry/max_attempts",
          "Expected a number from 1 to %d, found %d.".formatted(MOST_ATTEMPTS, attempts));
    }
    return new RetryPolicy(
        attempts, codes(Objects.requireNonNullElse(retry.on(), List.of()), refusing));
  }

  private static EnumSet<FailureCode> codes(List<String> names, RunAdmission.Refusing refusing) {
    var codes = EnumSet.noneOf(FailureCode.class);
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String pointer = "/retry/on/" + i;
      code(name)
          .ifPresentOrElse(
              codes::add,
              () ->
                  refusing.refuse(
                      pointer,
                      "Expected one of %s, found '%s'.".formatted(known(), Shown.shortly(name))));
    }
    return codes;
  }

  /** Only what may go better the next time. */
  private static Optional<FailureCode> code(String name) {
    String full = name.equals(OVERLOADED) ? FailureCode.PROVIDER_OVERLOADED.wireName() : name;
    return Arrays.stream(FailureCode.values())
        .filter(code -> code.retryable() && code.wireName().equals(full))
        .findFirst();
  }

  private static String known() {
    return Arrays.stream(FailureCode.values())
        .filter(FailureCode::retryable)
        .map(FailureCode::wireName)
        .collect(Collectors.joining(", "));
  }
}
