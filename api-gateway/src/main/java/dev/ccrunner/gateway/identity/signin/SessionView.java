package dev.ccrunner.gateway.identity.signin;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A session that has just begun, as its browser sees it. */
@Schema(name = "Session", description = "The session itself is in the cookie of the answer.")
record SessionView(
    @Schema(allowableValues = "web_session") String object,
    String userId,
    String email,
    String name,
    @Schema(description = "To be sent as X-CSRF-Token with every write.") String csrfToken,
    @Schema(description = "When it ends at the latest.") Instant expiresAt) {

  static SessionView of(SignIns.SignedIn signedIn) {
    var account = signedIn.account();
    var session = signedIn.session();
    return new SessionView(
        "web_session",
        account.id().toString(),
        account.email().text(),
        account.name(),
        CsrfToken.of(session.token()),
        session.expiresAt());
  }
}
