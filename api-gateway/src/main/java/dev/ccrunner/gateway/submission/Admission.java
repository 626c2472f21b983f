package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.run.RunSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of looking at a request. That it was sent before is found out later, with its key. */
sealed interface Admission {
  /** It may run, and this is all it asks for. */
  record Admitted(RunSpec spec, Map<String, String> labels, @Nullable Duration expiresAfter)
      implements Admission {}

  /** It may not; at least one field says why. */
  record Refused(ErrorCode code, List<FieldError> errors) implements Admission {}
}
