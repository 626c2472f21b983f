package dev.ccrunner.gateway.identity.teams;

import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.policy.StoredPolicy;
import dev.ccrunner.gateway.identity.policy.TeamPolicy;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.infra.postgres.generated.tables.records.TeamRecord;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Teams in PostgreSQL. */
@Repository
class TeamRepository {
  private final DSLContext db;

  TeamRepository(DSLContext db) {
    this.db = db;
  }

  StoredTeam insert(TeamId team, String name, TeamPolicy policy) {
    return db.insertInto(TEAM)
        .set(TEAM.ID, team.value())
        .set(TEAM.NAME, name)
        .set(TEAM.POLICY, StoredPolicy.write(policy))
        .returning()
        .fetchSingle(TeamRepository::read);
  }

  void addOwner(TeamId team, UserId owner) {
    db.insertInto(MEMBERSHIP)
        .set(MEMBERSHIP.TEAM_ID, team.value())
        .set(MEMBERSHIP.USER_ID, owner.value())
        .set(MEMBERSHIP.ROLE, Role.OWNER.wireName())
        .execute();
  }

  Optional<StoredTeam> find(TeamId team) {
    return db.selectFrom(TEAM).where(TEAM.ID.eq(team.value())).fetchOptional(TeamRepository::read);
  }

  /** The same, and nobody else changes it until the end of the transaction. */
  Optional<StoredTeam> lock(TeamId team) {
    return db.selectFrom(TEAM)
        .where(TEAM.ID.eq(team.value()))
        .forUpdate()
        .fetchOptional(TeamRepository::read);
  }

  StoredTeam update(TeamId team, String name, TeamPolicy policy) {
    return db.update(TEAM)
        .set(TEAM.NAME, name)
        .set(TEAM.POLICY, StoredPolicy.write(policy))
        .where(TEAM.ID.eq(team.value()))
        .returning()
        .fetchSingle(TeamRepository::read);
  }

  /**
   * Teams, newest first.
   *
   * @param member only those of this person; null: all there are
   * @param before only older ones; null: from the newest on
   */
  @AcrossTeams("a person's own teams, or for who looks after the installation all of them")
  List<StoredTeam> list(@Nullable UserId member, @Nullable UUID before, int limit) {
    var wanted = DSL.noCondition();
    if (member != null) {
      wanted =
          TEAM.ID.in(
              DSL.select(MEMBERSHIP.TEAM_ID)
                  .from(MEMBERSHIP)
                  .where(MEMBERSHIP.USER_ID.eq(member.value())));
    }
    if (before != null) {
      wanted = wanted.and(TEAM.ID.lt(before));
    }
    return db.selectFrom(TEAM)
        .where(wanted)
        .orderBy(TEAM.ID.desc())
        .limit(limit)
        .fetch(TeamRepository::read);
  }

  private static StoredTeam read(TeamRecord row) {
    return new StoredTeam(
        new TeamId(row.getId()),
        row.getName(),
        StoredPolicy.read(row.getPolicy()),
        row.getCreatedAt().toInstant());
  }
}
