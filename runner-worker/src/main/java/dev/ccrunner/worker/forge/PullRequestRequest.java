package dev.ccrunner.worker.forge;

import org.jspecify.annotations.Nullable;

/**
 * What is to be merged.
 *
 * @param repository as it is addressed at its host: {@code owner/name}, {@code group/group/name}
 * @param head the branch with the change, in the same repository
 * @param base the branch to merge into; null: the repository's default
 * @param body in Markdown
 */
record PullRequestRequest(
    String repository,
    String head,
    @Nullable String base,
    String title,
    String body,
    boolean draft) {}
