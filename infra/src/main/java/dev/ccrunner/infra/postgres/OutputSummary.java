package dev.ccrunner.infra.postgres;

import org.jspecify.annotations.Nullable;

/**
 * What a run has brought home, as far as it is shown with the run itself.
 *
 * @param gitJson the change: base, tree, files, branch and pull request, an object as the API shows
 *     it; null: there was none to speak of
 * @param checksJson the checks and how they ended, an array as the API shows it
 */
public record OutputSummary(@Nullable String gitJson, String checksJson, int artifacts) {
  /** Nothing, as long as it runs. */
  public static final OutputSummary NOTHING = new OutputSummary(null, "[]", 0);
}
