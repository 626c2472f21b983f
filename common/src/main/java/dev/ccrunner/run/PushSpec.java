package dev.ccrunner.run;

import dev.ccrunner.secret.SecretId;
import org.jspecify.annotations.Nullable;

/**
 * A branch that a run's change is pushed to when the run has succeeded, by the service itself:
 * Claude Code never has the credential.
 *
 * @param branch its name, complete
 * @param authorName of the commit
 * @param authorEmail of the commit
 * @param message of the commit; a trailer that names the run is added
 * @param secret of kind {@code git}; null: that of the clone
 * @param pullRequest to open for it; null: none
 */
public record PushSpec(
    String branch,
    String authorName,
    String authorEmail,
    String message,
    @Nullable SecretId secret,
    @Nullable PullRequestSpec pullRequest) {

  /**
   * A request to merge the branch (GitLab: a merge request).
   *
   * @param forge which API it is asked by
   * @param apiUrl of the forge; null: made from the address of the repository
   * @param base the branch to merge into; null: the ref of the clone, or the remote's default
   */
  public record PullRequestSpec(
      Forge forge,
      @Nullable String apiUrl,
      @Nullable String base,
      String title,
      @Nullable String body,
      boolean draft) {}

  /** Where repositories live, by the API it speaks. */
  public enum Forge {
    GITHUB,
    GITLAB,
    /** Forgejo too. */
    GITEA
  }
}
