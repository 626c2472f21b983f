package dev.ccrunner.run;

import java.time.Duration;

/**
 * A command that has to succeed when Claude Code says that it is done.
 *
 * @param name unique in the run
 * @param run for {@code /bin/sh -c}, in the working directory, in the same sandbox
 * @param maxRounds how often Claude Code is told what failed and goes on; 0: a failure is the end
 * @param timeout of one execution; longer is a failure of the check
 */
public record CheckSpec(String name, String run, int maxRounds, Duration timeout) {}
