package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as it is begun.
 *
 * @param keep how long it is kept after it was last used, in whole seconds
 * @param conversation the id of Claude Code's own conversation
 */
public record NewSession(
    TeamId teamId,
    SessionId id,
    @Nullable String name,
    Map<String, String> labels,
    Author createdBy,
    Duration keep,
    UUID conversation,
    WorkspaceSpec workspace,
    SessionOrigin origin) {
  public NewSession {
    labels = Map.copyOf(labels);
  }
}
