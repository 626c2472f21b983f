package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as it is accepted.
 *
 * @param session whose next run it is; null: it stands alone
 * @param expiresAfter how long it may wait for its first claim; null: for as long as it takes
 * @param queued its first event, number 1
 */
public record NewRun(
    TeamId teamId,
    RunId id,
    @Nullable SessionId session,
    RunSpec spec,
    Map<String, String> labels,
    Author createdBy,
    @Nullable Duration expiresAfter,
    RunEvent queued) {
  public NewRun {
    labels = Map.copyOf(labels);
  }

  /** A run that stands alone. */
  public NewRun(
      TeamId teamId,
      RunId id,
      RunSpec spec,
      Map<String, String> labels,
      Author createdBy,
      @Nullable Duration expiresAfter,
      RunEvent queued) {
    this(teamId, id, null, spec, labels, createdBy, expiresAfter, queued);
  }

  /** A run that stands alone and waits in the queue for as long as it takes. */
  public NewRun(
      TeamId teamId,
      RunId id,
      RunSpec spec,
      Map<String, String> labels,
      Author createdBy,
      RunEvent queued) {
    this(teamId, id, spec, labels, createdBy, null, queued);
  }
}
