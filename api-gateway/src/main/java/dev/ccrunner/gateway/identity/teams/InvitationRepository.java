package dev.ccrunner.gateway.identity.teams;

import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.INVITATION;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.infra.postgres.generated.tables.records.InvitationRecord;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.InvitationId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Invitations into a team in PostgreSQL. */
@Repository
class InvitationRepository {
  private final DSLContext db;

  InvitationRepository(DSLContext db) {
    this.db = db;
  }

  StoredInvitation insert(
      TeamId team,
      String email,
      Role role,
      Author by,
      InvitationId id,
      SecretToken token,
      Duration lifetime) {
    return db.insertInto(INVITATION)
        .set(INVITATION.TEAM_ID, team.value())
        .set(INVITATION.ID, id.value())
        .set(INVITATION.EMAIL, email)
        .set(INVITATION.ROLE, role.wireName())
        .set(INVITATION.TOKEN_HASH, token.hash())
        .set(INVITATION.KEY_ID, by.key() == null ? null : by.key().value())
        .set(INVITATION.USER_ID, by.user() == null ? null : by.user().value())
        .set(
            INVITATION.EXPIRES_AT,
            DSL.field(
                "now() + make_interval(secs => {0})",
                OffsetDateTime.class, DSL.val(lifetime.toMillis() / 1000.0)))
        .returning()
        .fetchSingle(InvitationRepository::read);
  }

  boolean hasMember(TeamId team, String email) {
    return db.fetchExists(
        db.selectOne()
            .from(MEMBERSHIP)
            .join(APP_USER)
            .on(APP_USER.ID.eq(MEMBERSHIP.USER_ID))
            .where(MEMBERSHIP.TEAM_ID.eq(team.value()), APP_USER.EMAIL.eq(email)));
  }

  int open(TeamId team) {
    return db.fetchCount(
        INVITATION,
        INVITATION.TEAM_ID.eq(team.value()),
        INVITATION.ACCEPTED_AT.isNull(),
        INVITATION.EXPIRES_AT.gt(DSL.currentOffsetDateTime()));
  }

  Optional<StoredInvitation> find(TeamId team, InvitationId id) {
    return db.selectFrom(INVITATION).where(is(team, id)).fetchOptional(InvitationRepository::read);
  }

  /** Newest first. */
  List<StoredInvitation> list(TeamId team, @Nullable UUID before, int limit) {
    return db.selectFrom(INVITATION)
        .where(
            INVITATION.TEAM_ID.eq(team.value()),
            before == null ? DSL.noCondition() : INVITATION.ID.lt(before))
        .orderBy(INVITATION.ID.desc())
        .limit(limit)
        .fetch(InvitationRepository::read);
  }

  boolean delete(TeamId team, InvitationId id) {
    return db.deleteFrom(INVITATION).where(is(team, id)).execute() == 1;
  }

  private static StoredInvitation read(InvitationRecord row) {
    var accepted = row.getAcceptedAt();
    return new StoredInvitation(
        new InvitationId(row.getId()),
        row.getEmail(),
        Role.ofWireName(row.getRole()).orElseThrow(),
        new Author(
            row.getKeyId() == null ? null : new ApiKeyId(row.getKeyId()),
            row.getUserId() == null ? null : new UserId(row.getUserId())),
        row.getCreatedAt().toInstant(),
        row.getExpiresAt().toInstant(),
        accepted == null ? null : accepted.toInstant());
  }

  private static Condition is(TeamId team, InvitationId id) {
    return INVITATION.TEAM_ID.eq(team.value()).and(INVITATION.ID.eq(id.value()));
  }
}
