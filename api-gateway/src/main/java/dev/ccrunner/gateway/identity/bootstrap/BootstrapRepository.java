package dev.ccrunner.gateway.identity.bootstrap;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.Optional;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/** The first rows of an installation. */
@Repository
class BootstrapRepository {
  private static final String WHO = "an installation that has no team yet";

  private final DSLContext db;

  BootstrapRepository(DSLContext db) {
    this.db = db;
  }

  /** Waits until no other gateway is between its own look and its own insert. */
  @AcrossTeams(WHO)
  void lock() {
    db.execute("select pg_advisory_xact_lock(hashtext('ccr.owner-bootstrap'))");
  }

  /** Whether there is any key at all, of any team, valid or not. */
  @AcrossTeams(WHO)
  boolean anyKey() {
    return db.fetchExists(API_KEY);
  }

  @AcrossTeams(WHO)
  boolean anyUser() {
    return db.fetchExists(APP_USER);
  }

  @AcrossTeams(WHO)
  boolean hasKey(byte[] hash) {
    return db.fetchExists(API_KEY, API_KEY.HASH.eq(hash));
  }

  @AcrossTeams(WHO)
  Optional<TeamId> firstTeam() {
    return db.select(TEAM.ID)
        .from(TEAM)
        .orderBy(TEAM.CREATED_AT, TEAM.ID)
        .limit(1)
        .fetchOptional(row -> new TeamId(row.value1()));
  }

  void insertTeam(TeamId team, String name) {
    db.insertInto(TEAM).set(TEAM.ID, team.value()).set(TEAM.NAME, name).execute();
  }

  /** The owner of the team, who also looks after the installation. */
  void insertOwner(TeamId team, UserId user, String email) {
    db.insertInto(APP_USER)
        .set(APP_USER.ID, user.value())
        .set(APP_USER.EMAIL, email)
        .set(APP_USER.NAME, "Owner")
        .set(APP_USER.OPERATOR, true)
        .execute();
    db.insertInto(MEMBERSHIP)
        .set(MEMBERSHIP.TEAM_ID, team.value())
        .set(MEMBERSHIP.USER_ID, user.value())
        .set(MEMBERSHIP.ROLE, Role.OWNER.wireName())
        .execute();
  }

  /** The account of that address, if it has no password. */
  @AcrossTeams(WHO)
  Optional<UserId> withoutPassword(String email) {
    return db.select(APP_USER.ID)
        .from(APP_USER)
        .where(
            APP_USER.EMAIL.eq(email), APP_USER.PASSWORD_HASH.isNull(), APP_USER.OPERATOR.isTrue())
        .fetchOptional(row -> new UserId(row.value1()));
  }

  @AcrossTeams(WHO)
  void setPassword(UserId user, String hash) {
    db.update(APP_USER)
        .set(APP_USER.PASSWORD_HASH, hash)
        .where(APP_USER.ID.eq(user.value()))
        .execute();
  }

  /** Keys from the time before there were people belong to the team's first owner. */
  void adoptKeys(TeamId team, UserId owner) {
    db.update(API_KEY)
        .set(API_KEY.USER_ID, owner.value())
        .where(API_KEY.TEAM_ID.eq(team.value()), API_KEY.USER_ID.isNull())
        .execute();
  }

  /** A key that may whatever its owner may. */
  void insertKey(TeamId team, ApiKeyId id, String name, ApiKey key) {
    db.insertInto(API_KEY)
        .set(API_KEY.TEAM_ID, team.value())
        .set(API_KEY.ID, id.value())
        .set(API_KEY.NAME, name)
        .set(API_KEY.HASH, key.hash())
        .set(API_KEY.HINT, key.hint())
        .execute();
  }
}
