package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.policy.PolicyView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A team as clients see it. */
@Schema(name = "Team")
record TeamView(
    String id,
    @Schema(allowableValues = "team") String object,
    String name,
    PolicyView policy,
    Instant createdAt) {

  static TeamView of(StoredTeam team) {
    return new TeamView(
        team.id().toString(), "team", team.name(), PolicyView.of(team.policy()), team.createdAt());
  }
}
