package dev.ccrunner.gateway.identity.signin;

import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** What callers are told about themselves. */
@Repository
class MeRepository {
  private final DSLContext db;

  MeRepository(DSLContext db) {
    this.db = db;
  }

  String teamName(TeamId team) {
    return db.select(TEAM.NAME).from(TEAM).where(TEAM.ID.eq(team.value())).fetchSingle(TEAM.NAME);
  }

  @AcrossTeams("a person asking for its own account")
  Optional<MeView.Person> person(UserId user) {
    return db.selectFrom(APP_USER)
        .where(APP_USER.ID.eq(user.value()))
        .fetchOptional(row ->
            new MeView.Person(
                new UserId(row.getId()).toString(),
                row.getEmail(),
                row.getName(),
                row.getOperator()));
  }

  /** By name. */
  @AcrossTeams("a person asking for its own teams")
  List<MeView.MyTeam> teams(UserId user) {
    return db.select(TEAM.ID, TEAM.NAME, MEMBERSHIP.ROLE)
        .from(MEMBERSHIP)
        .join(TEAM)
        .on(TEAM.ID.eq(MEMBERSHIP.TEAM_ID))
        .where(MEMBERSHIP.USER_ID.eq(user.value()))
        .orderBy(TEAM.NAME, TEAM.ID)
        .fetch(row ->
            new MeView.MyTeam(new TeamId(row.value1()).toString(), row.value2(), row.value3()));
  }
}
