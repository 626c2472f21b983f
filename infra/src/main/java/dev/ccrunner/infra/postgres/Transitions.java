package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunTransition;
import java.util.List;

/** The table of transitions as SQL needs it. */
final class Transitions {
  private Transitions() {}

  /** The names of the statuses from which {@code transition} is allowed. */
  static List<String> from(RunTransition transition) {
    return transition.from().stream().map(RunStatus::wireName).toList();
  }
}
