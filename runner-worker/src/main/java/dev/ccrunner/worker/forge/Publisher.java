package dev.ccrunner.worker.forge;

import dev.ccrunner.infra.away.Patiently;
import dev.ccrunner.run.PushSpec.PullRequestSpec;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.worker.git.BranchPush;
import dev.ccrunner.worker.git.GitCredential;
import dev.ccrunner.worker.git.GitCredentials;
import dev.ccrunner.worker.git.GitFailed;
import dev.ccrunner.worker.git.PushOrder;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Pushes what a run has made and opens its pull request. Said twice for the same run, it ends with
 * one commit and one pull request.
 */
public final class Publisher {
  private final GitCredentials credentials;
  private final BranchPush pushes;
  private final Forges forges;
  private final ForgeSettings settings;

  Publisher(GitCredentials credentials, BranchPush pushes, Forges forges, ForgeSettings settings) {
    this.credentials = credentials;
    this.pushes = pushes;
    this.forges = forges;
    this.settings = settings;
  }

  /** Does it. Asks PostgreSQL for the credential. */
  public Published publish(Publication publication) throws PublishFailed, InterruptedException {
    var credential = credential(publication);
    var commit = pushed(publication, credential);
    var published = new Published(publication.push().branch(), commit, null);
    var wanted = publication.push().pullRequest();
    if (wanted == null) {
      return published;
    }
    try {
      var opened = opened(publication, wanted, credential);
      return new Published(published.branch(), commit, opened);
    } catch (ForgeRefused e) {
      throw new PublishFailed(
          "The branch %s is pushed, but its pull request is not open: %s."
              .formatted(published.branch(), e.getMessage()),
          published);
    }
  }

  /** The push's own, or that of the clone; in a session, the clone was another run's. */
  private @Nullable GitCredential credential(Publication publication)
      throws PublishFailed, InterruptedException {
    var lease = publication.lease();
    var id =
        Optional.<SecretId>ofNullable(publication.push().secret())
            .or(() -> Optional.ofNullable(lease.workspace().git()).map(git -> git.secret()));
    if (id.isEmpty()) {
      return null;
    }
    try {
      return Patiently.ask(
              "Opening the secret of a push",
              publication.unless(),
              () -> credentials.open(lease.key().teamId(), id.get()))
          .orElseThrow(() -> new PublishFailed("Stopped before the secret was opened.", null));
    } catch (GitFailed e) {
      throw new PublishFailed(String.valueOf(e.getMessage()), null);
    }
  }

  private String pushed(Publication publication, @Nullable GitCredential credential)
      throws PublishFailed, InterruptedException {
    var push = publication.push();
    var order =
        new PushOrder(
            publication.base().url(),
            credential,
            push.branch(),
            publication.base().sha(),
            publication.tree(),
            new PushOrder.Author(push.authorName(), push.authorEmail()),
            publication.filled(push.message()),
            publication.run(),
            publication.session(),
            publication.large(),
            publication.objects(),
            settings.pushTimeout(),
            publication.unless());
    try {
      return pushes.push(order).commit();
    } catch (GitFailed | IOException e) {
      throw new PublishFailed(String.valueOf(e.getMessage()), null);
    }
  }

  private PullRequest opened(
      Publication publication, PullRequestSpec wanted, @Nullable GitCredential credential)
      throws ForgeRefused, InterruptedException {
    var body = wanted.body() == null ? "Made by Claude Code in the run `{run_id}`." : wanted.body();
    var request =
        new Forges.Order(
            wanted.forge(),
            publication.base().url(),
            wanted.apiUrl(),
            publication.push().branch(),
            wanted.base() == null ? branch(publication) : wanted.base(),
            publication.filled(wanted.title()),
            publication.filled(body),
            wanted.draft());
    return forges.open(request, credential, publication.unless());
  }

  /** What was cloned, if it may be merged into; the forge knows what else to take. */
  private static @Nullable String branch(Publication publication) {
    var ref = publication.base().ref();
    return ref == null || ref.startsWith("refs/") ? null : ref;
  }
}
