package dev.ccrunner.worker.job;

import org.jspecify.annotations.Nullable;

/**
 * A working directory that is ready.
 *
 * @param folder where Claude Code starts, relative to the workspace; empty: there
 * @param base the commit that was cloned; null: there is no repository of somebody else
 * @param dataJson the data of {@code workspace.ready}, one JSON object on one line
 */
public record PreparedWorkspace(String folder, @Nullable BaseCommit base, String dataJson) {
  /**
   * What was cloned.
   *
   * @param url without a credential
   * @param ref the branch or tag that was named, else what HEAD was; null for a bare commit
   * @param sha the commit, 40 or 64 hexadecimal digits
   * @param gitDirectory of the clone, relative to the workspace
   */
  public record BaseCommit(String url, @Nullable String ref, String sha, String gitDirectory) {}
}
