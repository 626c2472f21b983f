package dev.ccrunner.worker.forge;

import org.jspecify.annotations.Nullable;

/**
 * What was pushed.
 *
 * @param commit that the branch is now
 * @param pullRequest null: none was asked for
 */
public record Published(String branch, String commit, @Nullable PullRequest pullRequest) {}
