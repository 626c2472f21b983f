package dev.ccrunner.gateway.identity.signin;

import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.INVITATION;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.PASSWORD_LINK;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.infra.postgres.generated.tables.records.AppUserRecord;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Accounts in PostgreSQL as they sign in: before anybody knows for which team. */
@Repository
class AccountRepository {
  private static final String WHO = "somebody who is just saying who it is";

  private final DSLContext db;

  AccountRepository(DSLContext db) {
    this.db = db;
  }

  @AcrossTeams(WHO)
  Optional<Account> find(EmailAddress email) {
    return db.selectFrom(APP_USER)
        .where(APP_USER.EMAIL.eq(email.text()))
        .fetchOptional(AccountRepository::read);
  }

  @AcrossTeams(WHO)
  Optional<Account> find(UserId id) {
    return db.selectFrom(APP_USER)
        .where(APP_USER.ID.eq(id.value()))
        .fetchOptional(AccountRepository::read);
  }

  /** False when somebody else was quicker with the same address. */
  @AcrossTeams(WHO)
  boolean insert(UserId id, EmailAddress email, String name, String passwordHash) {
    int made =
        db.insertInto(APP_USER)
            .set(APP_USER.ID, id.value())
            .set(APP_USER.EMAIL, email.text())
            .set(APP_USER.NAME, name)
            .set(APP_USER.PASSWORD_HASH, passwordHash)
            .onConflictDoNothing()
            .execute();
    return made == 1;
  }

  @AcrossTeams(WHO)
  void setPassword(UserId id, String hash) {
    db.update(APP_USER)
        .set(APP_USER.PASSWORD_HASH, hash)
        .where(APP_USER.ID.eq(id.value()))
        .execute();
  }

  /** The account of a link that is still good; the link is used up. */
  @AcrossTeams(WHO)
  Optional<Account> takePasswordLink(SecretToken token) {
    return db.deleteFrom(PASSWORD_LINK)
        .where(
            PASSWORD_LINK.TOKEN_HASH.eq(token.hash()),
            PASSWORD_LINK.EXPIRES_AT.gt(DSL.currentOffsetDateTime()))
        .returningResult(PASSWORD_LINK.USER_ID)
        .fetchOptional(row -> new UserId(row.value1()))
        .flatMap(this::find)
        .filter(account -> !account.disabled());
  }

  /** An invitation that is still open, and who it is for; nobody else takes it meanwhile. */
  @AcrossTeams(WHO)
  Optional<OpenInvitation> lockInvitation(SecretToken token) {
    return db.select(INVITATION.TEAM_ID, INVITATION.EMAIL, INVITATION.ROLE)
        .from(INVITATION)
        .where(
            INVITATION.TOKEN_HASH.eq(token.hash()),
            INVITATION.ACCEPTED_AT.isNull(),
            INVITATION.EXPIRES_AT.gt(DSL.currentOffsetDateTime()))
        .forUpdate()
        .fetchOptional(row ->
            new OpenInvitation(
                new TeamId(row.value1()),
                EmailAddress.parse(row.value2()).orElseThrow(),
                row.value3()));
  }

  /** A role as the invitation stores it. */
  record OpenInvitation(TeamId team, EmailAddress email, String role) {}

  /** Lets the account in; one that is in the team already keeps its role. */
  void join(TeamId team, UserId id, String role) {
    db.insertInto(MEMBERSHIP)
        .set(MEMBERSHIP.TEAM_ID, team.value())
        .set(MEMBERSHIP.USER_ID, id.value())
        .set(MEMBERSHIP.ROLE, role)
        .onConflictDoNothing()
        .execute();
  }

  void markAccepted(TeamId team, SecretToken token) {
    db.update(INVITATION)
        .set(INVITATION.ACCEPTED_AT, DSL.currentOffsetDateTime())
        .where(INVITATION.TEAM_ID.eq(team.value()), INVITATION.TOKEN_HASH.eq(token.hash()))
        .execute();
  }

  private static Account read(AppUserRecord row) {
    return new Account(
        new UserId(row.getId()),
        new EmailAddress(row.getEmail()),
        row.getName(),
        row.getPasswordHash(),
        row.getDisabledAt() != null);
  }
}
