package dev.ccrunner.gateway.identity.teams;

import static dev.ccrunner.infra.postgres.generated.Tables.DOMAIN_JOIN;
import static dev.ccrunner.infra.postgres.generated.Tables.INVITATION;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Memberships that identity providers give, in PostgreSQL. */
@Repository
class GivenMembershipRepository {
  private static final String WHO = "somebody who is signing in, for all teams that follow from it";

  private final DSLContext db;

  GivenMembershipRepository(DSLContext db) {
    this.db = db;
  }

  /** By id; else two at most of that name, since one that several have names none. */
  @AcrossTeams("the installation's own rules name teams")
  List<TeamId> teams(@Nullable TeamId id, String name) {
    return db.select(TEAM.ID)
        .from(TEAM)
        .where(id == null ? TEAM.NAME.eq(name) : TEAM.ID.eq(id.value()))
        .limit(2)
        .fetch(row -> new TeamId(row.value1()));
  }

  @AcrossTeams(WHO)
  List<TeamId> teamsOf(UserId user) {
    return db.select(MEMBERSHIP.TEAM_ID)
        .from(MEMBERSHIP)
        .where(MEMBERSHIP.USER_ID.eq(user.value()))
        .fetch(row -> new TeamId(row.value1()));
  }

  @AcrossTeams(WHO)
  List<TeamId> givenBy(String issuer, UserId user) {
    return db.select(MEMBERSHIP.TEAM_ID)
        .from(MEMBERSHIP)
        .where(MEMBERSHIP.USER_ID.eq(user.value()), MEMBERSHIP.ISSUER.eq(issuer))
        .fetch(row -> new TeamId(row.value1()));
  }

  void add(TeamId team, UserId user, Role role, String issuer) {
    db.insertInto(MEMBERSHIP)
        .set(MEMBERSHIP.TEAM_ID, team.value())
        .set(MEMBERSHIP.USER_ID, user.value())
        .set(MEMBERSHIP.ROLE, role.wireName())
        .set(MEMBERSHIP.ISSUER, issuer)
        .execute();
  }

  /** It stays the issuer's. */
  void changeRole(TeamId team, UserId user, Role role) {
    db.update(MEMBERSHIP)
        .set(MEMBERSHIP.ROLE, role.wireName())
        .where(MEMBERSHIP.TEAM_ID.eq(team.value()), MEMBERSHIP.USER_ID.eq(user.value()))
        .execute();
  }

  /** Marks all that are open for the address as accepted; the greatest role of each team. */
  @AcrossTeams(WHO)
  Map<TeamId, Role> acceptInvitations(EmailAddress email) {
    var accepted = new LinkedHashMap<TeamId, Role>();
    db.update(INVITATION)
        .set(INVITATION.ACCEPTED_AT, DSL.currentOffsetDateTime())
        .where(
            INVITATION.EMAIL.eq(email.text()),
            INVITATION.ACCEPTED_AT.isNull(),
            INVITATION.EXPIRES_AT.gt(DSL.currentOffsetDateTime()))
        .returningResult(INVITATION.TEAM_ID, INVITATION.ROLE)
        .fetch()
        .forEach(row ->
            accepted.merge(
                new TeamId(row.value1()),
                Role.ofWireName(row.value2()).orElseThrow(),
                (one, other) -> one.compareTo(other) >= 0 ? one : other));
    return accepted;
  }

  /** Notes that a rule by domain has had its turn; false when it had it before. */
  boolean noteJoin(TeamId team, UserId user) {
    int noted =
        db.insertInto(DOMAIN_JOIN)
            .set(DOMAIN_JOIN.TEAM_ID, team.value())
            .set(DOMAIN_JOIN.USER_ID, user.value())
            .onConflictDoNothing()
            .execute();
    return noted == 1;
  }
}
