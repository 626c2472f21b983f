package dev.ccrunner.infra.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run brought home beside its answer.
 *
 * @param gitJson base, tree, size of the change, branch and pull request, as the API shows it;
 *     null: there was no repository and no change to speak of
 * @param checksJson the checks and how they ended, a JSON array as the API shows it
 */
public record RunOutputs(@Nullable String gitJson, String checksJson, List<RunOutput> outputs) {
  /** Nothing. */
  public static final RunOutputs NONE = new RunOutputs(null, "[]", List.of());

  public RunOutputs {
    outputs = List.copyOf(outputs);
  }

  /** How many files the run was asked to bring and has brought. */
  int artifacts() {
    return (int)
        outputs.stream().filter(output -> output.kind() == RunOutput.Kind.ARTIFACT).count();
  }
}
