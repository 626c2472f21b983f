package dev.ccrunner.gateway.identity.oidc;

import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.OIDC_IDENTITY;
import static dev.ccrunner.infra.postgres.generated.Tables.PASSWORD_LINK;

import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.UserId;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Which account belongs to whom at which provider, in PostgreSQL. */
@Repository
class OidcIdentityRepository {
  private static final String WHO = "somebody who is just saying who it is";

  private final DSLContext db;

  OidcIdentityRepository(DSLContext db) {
    this.db = db;
  }

  /** The account that was made for, or linked to, this identity; noted that it signs in now. */
  @AcrossTeams(WHO)
  Optional<OidcAccount> find(String issuer, String subject) {
    return db.update(OIDC_IDENTITY)
        .set(OIDC_IDENTITY.LAST_SIGNED_IN_AT, DSL.currentOffsetDateTime())
        .where(OIDC_IDENTITY.ISSUER.eq(issuer), OIDC_IDENTITY.SUBJECT.eq(subject))
        .returningResult(OIDC_IDENTITY.USER_ID)
        .fetchOptional(OIDC_IDENTITY.USER_ID)
        .flatMap(id ->
            db.selectFrom(APP_USER)
                .where(APP_USER.ID.eq(id))
                .fetchOptional(OidcIdentityRepository::read));
  }

  @AcrossTeams(WHO)
  Optional<OidcAccount> find(EmailAddress email) {
    return db.selectFrom(APP_USER)
        .where(APP_USER.EMAIL.eq(email.text()))
        .fetchOptional(OidcIdentityRepository::read);
  }

  /** Whether the issuer knows the account as somebody else. */
  @AcrossTeams(WHO)
  boolean isSomebodyElsesAt(String issuer, String subject, UserId id) {
    return db.fetchExists(
        OIDC_IDENTITY,
        OIDC_IDENTITY.ISSUER.eq(issuer),
        OIDC_IDENTITY.SUBJECT.ne(subject),
        OIDC_IDENTITY.USER_ID.eq(id.value()));
  }

  /** An account without a password; false when somebody else was quicker with the address. */
  @AcrossTeams(WHO)
  boolean insert(UserId id, EmailAddress email, String name) {
    int made =
        db.insertInto(APP_USER)
            .set(APP_USER.ID, id.value())
            .set(APP_USER.EMAIL, email.text())
            .set(APP_USER.NAME, name)
            .onConflictDoNothing()
            .execute();
    return made == 1;
  }

  /** False when the identity got an account a moment ago. */
  @AcrossTeams(WHO)
  boolean link(String issuer, String subject, UserId id) {
    int made =
        db.insertInto(OIDC_IDENTITY)
            .set(OIDC_IDENTITY.ISSUER, issuer)
            .set(OIDC_IDENTITY.SUBJECT, subject)
            .set(OIDC_IDENTITY.USER_ID, id.value())
            .onConflictDoNothing()
            .execute();
    return made == 1;
  }

  /** And the links to choose one by. */
  @AcrossTeams(WHO)
  void forgetPassword(UserId id) {
    db.update(APP_USER).setNull(APP_USER.PASSWORD_HASH).where(APP_USER.ID.eq(id.value())).execute();
    db.deleteFrom(PASSWORD_LINK).where(PASSWORD_LINK.USER_ID.eq(id.value())).execute();
  }

  @AcrossTeams(WHO)
  boolean isInATeam(UserId id) {
    return db.fetchExists(MEMBERSHIP, MEMBERSHIP.USER_ID.eq(id.value()));
  }

  private static OidcAccount read(Record row) {
    return new OidcAccount(new UserId(row.get(APP_USER.ID)), row.get(APP_USER.DISABLED_AT) != null);
  }
}
