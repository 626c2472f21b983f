package dev.ccrunner.gateway.usage;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** What people, keys and teams in a report are called. */
@Repository
class UsageNamesRepository {
  private final DSLContext db;

  UsageNamesRepository(DSLContext db) {
    this.db = db;
  }

  /** Of members; who has left the team is only an id. */
  Map<UUID, String> emails(TeamId team, Collection<UUID> users) {
    return db.select(APP_USER.ID, APP_USER.EMAIL)
        .from(MEMBERSHIP)
        .join(APP_USER)
        .on(APP_USER.ID.eq(MEMBERSHIP.USER_ID))
        .where(MEMBERSHIP.TEAM_ID.eq(team.value()), MEMBERSHIP.USER_ID.in(users))
        .fetchMap(APP_USER.ID, APP_USER.EMAIL);
  }

  Map<UUID, String> keyNames(TeamId team, Collection<UUID> keys) {
    return db.select(API_KEY.ID, API_KEY.NAME)
        .from(API_KEY)
        .where(API_KEY.TEAM_ID.eq(team.value()), API_KEY.ID.in(keys))
        .fetchMap(API_KEY.ID, API_KEY.NAME);
  }

  @AcrossTeams("reports about the installation")
  Map<UUID, String> emailsOfAll(Collection<UUID> users) {
    return db.select(APP_USER.ID, APP_USER.EMAIL)
        .from(APP_USER)
        .where(APP_USER.ID.in(users))
        .fetchMap(APP_USER.ID, APP_USER.EMAIL);
  }

  @AcrossTeams("reports about the installation")
  Map<UUID, String> keyNamesOfAll(Collection<UUID> keys) {
    return db.select(API_KEY.ID, API_KEY.NAME)
        .from(API_KEY)
        .where(API_KEY.ID.in(keys))
        .fetchMap(API_KEY.ID, API_KEY.NAME);
  }

  @AcrossTeams("reports about the installation, and of one's own team")
  Map<UUID, String> teamNames(Collection<UUID> teams) {
    return db.select(TEAM.ID, TEAM.NAME)
        .from(TEAM)
        .where(TEAM.ID.in(teams))
        .fetchMap(TEAM.ID, TEAM.NAME);
  }
}
