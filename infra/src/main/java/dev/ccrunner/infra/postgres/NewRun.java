package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.team.TeamId;
import java.util.Map;

/**
 * A run as it is accepted.
 *
 * @param queued its first event, number 1
 */
public record NewRun(
    TeamId teamId,
    RunId id,
    RunSpec spec,
    Map<String, String> labels,
    ApiKeyId createdBy,
    RunEvent queued) {
  public NewRun {
    labels = Map.copyOf(labels);
  }
}
