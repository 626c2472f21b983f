package dev.ccrunner.gateway.identity.teams;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An invitation as clients see it. */
@Schema(name = "Invitation")
record InvitationView(
    String id,
    @Schema(allowableValues = "invitation") String object,
    String email,
    @Schema(allowableValues = {"viewer", "member", "admin", "owner"}) String role,
    @Schema(description = "The key or the person that invites.") String createdBy,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant acceptedAt,
    @Schema(
            description =
                "The link for the person invited, relative to the address of the service; shown by"
                    + " the answer that made it, and never again. The token comes after the #.")
        @Nullable String url) {
  /** A page of the web UI; behind the #, so that no log of a server or proxy has the token. */
  private static final String PAGE = "/accept_invitation#";

  static InvitationView of(StoredInvitation invitation) {
    return new InvitationView(
        invitation.id().toString(),
        "invitation",
        invitation.email(),
        invitation.role().wireName(),
        invitation.by().toString(),
        invitation.createdAt(),
        invitation.expiresAt(),
        invitation.acceptedAt(),
        null);
  }

  InvitationView withLink(String token) {
    return new InvitationView(
        id, object, email, role, createdBy, createdAt, expiresAt, acceptedAt, PAGE + token);
  }
}
