package dev.ccrunner.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is to bring home beside its answer.
 *
 * @param schemaJson the JSON Schema that its structured answer has to fit; null: no structured
 *     answer
 * @param schemaRepairs how often Claude Code is told what is wrong with its answer before the run
 *     fails
 * @param artifacts globs of files to keep, relative to the working directory
 * @param patch whether the change to the working directory is kept as a patch
 * @param push where the change goes; null: nowhere
 */
public record OutputSpec(
    @Nullable String schemaJson,
    int schemaRepairs,
    List<String> artifacts,
    boolean patch,
    @Nullable PushSpec push) {
  /** The patch, as always, and nothing else. */
  public static final OutputSpec DEFAULT = new OutputSpec(null, 0, List.of(), true, null);

  public OutputSpec {
    artifacts = List.copyOf(artifacts);
  }
}
