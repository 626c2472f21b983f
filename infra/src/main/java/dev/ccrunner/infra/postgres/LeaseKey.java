package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;

/** Names one claim of one run: with another epoch it is another claim, and may change nothing. */
public record LeaseKey(TeamId teamId, RunId runId, long epoch) {}
