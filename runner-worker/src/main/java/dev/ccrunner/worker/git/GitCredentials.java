package dev.ccrunner.worker.git;

import dev.ccrunner.infra.secret.Opening;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.team.TeamId;
import java.util.List;

/** Opens a team's secrets of kind git. */
public final class GitCredentials {
  private final Vault vault;

  public GitCredentials(Vault vault) {
    this.vault = vault;
  }

  /** The secret in clear. Asks PostgreSQL. */
  public GitCredential open(TeamId team, SecretId id) throws GitFailed {
    return switch (vault.open(team, id)) {
      case Opening.Opened(var secret, var parts) -> {
        if (!(secret.use() instanceof SecretUse.Git git)) {
          throw new GitFailed(
              FailureCode.SECRET_UNAVAILABLE,
              "Expected %s to be of kind git, found %s."
                  .formatted(secret.name(), secret.use().kind().wireName()));
        }
        vault.used(team, List.of(id));
        yield new GitCredential(
            id,
            secret.name(),
            git.hosts(),
            git.username(),
            parts.get(SecretParts.VALUE),
            git.knownHosts());
      }
      case Opening.Gone _ ->
          throw new GitFailed(
              FailureCode.SECRET_UNAVAILABLE,
              "Expected the secret %s, but it was deleted.".formatted(id));
      case Opening.Unreadable(var name, var why) ->
          throw new GitFailed(
              FailureCode.SECRET_UNAVAILABLE,
              "The secret %s (%s) cannot be opened. %s".formatted(name, id, why));
    };
  }
}
