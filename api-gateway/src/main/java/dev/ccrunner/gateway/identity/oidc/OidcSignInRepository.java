package dev.ccrunner.gateway.identity.oidc;

import static dev.ccrunner.infra.postgres.generated.Tables.OIDC_SIGN_IN;

import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.infra.postgres.AcrossTeams;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Sign-ins that were begun and have not come back yet, in PostgreSQL: any gateway may end them. */
@Repository
class OidcSignInRepository {
  private static final String WHO = "somebody who is just saying who it is";

  private final DSLContext db;

  OidcSignInRepository(DSLContext db) {
    this.db = db;
  }

  @AcrossTeams(WHO)
  void insert(
      SecretToken state, SecretToken browser, String provider, String returnTo, Duration lifetime) {
    db.insertInto(OIDC_SIGN_IN)
        .set(OIDC_SIGN_IN.STATE_HASH, state.hash())
        .set(OIDC_SIGN_IN.BROWSER_HASH, browser.hash())
        .set(OIDC_SIGN_IN.PROVIDER, provider)
        .set(OIDC_SIGN_IN.RETURN_TO, returnTo)
        .set(
            OIDC_SIGN_IN.EXPIRES_AT,
            DSL.field(
                "now() + make_interval(secs => {0})",
                OffsetDateTime.class, DSL.val(lifetime.toMillis() / 1000.0)))
        .execute();
  }

  /**
   * Where to go on to, and the row is gone: whatever comes of it, the state is good once. From
   * another browser, or another provider, it is as if there were none, and stays for the right one.
   */
  @AcrossTeams(WHO)
  Optional<String> take(SecretToken state, SecretToken browser, String provider) {
    return db.deleteFrom(OIDC_SIGN_IN)
        .where(
            OIDC_SIGN_IN.STATE_HASH.eq(state.hash()),
            OIDC_SIGN_IN.BROWSER_HASH.eq(browser.hash()),
            OIDC_SIGN_IN.PROVIDER.eq(provider),
            OIDC_SIGN_IN.EXPIRES_AT.gt(DSL.currentOffsetDateTime()))
        .returningResult(OIDC_SIGN_IN.RETURN_TO)
        .fetchOptional(OIDC_SIGN_IN.RETURN_TO);
  }
}
