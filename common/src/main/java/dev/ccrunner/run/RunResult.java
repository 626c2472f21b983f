package dev.ccrunner.run;

import org.jspecify.annotations.Nullable;

/**
 * What an attempt brought home; also a failed one may have some of it.
 *
 * @param text Claude Code's final words; null when there were none
 * @param structuredJson the structured output as JSON; null when none was asked for or none came
 * @param numTurns model turns as Claude Code counts them
 * @param permissionDenialsJson a JSON array of the calls that were refused, {@code []} when none
 *     was
 */
public record RunResult(
    @Nullable String text,
    @Nullable String structuredJson,
    int numTurns,
    String permissionDenialsJson) {
  /** Nothing. */
  public static final RunResult NONE = new RunResult(null, null, 0, "[]");
}
