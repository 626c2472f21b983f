package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunId;

/** A run and its number in its session. */
public record NumberedRun(long number, RunId run) {}
