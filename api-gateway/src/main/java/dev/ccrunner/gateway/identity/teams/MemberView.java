package dev.ccrunner.gateway.identity.teams;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A person in a team as clients see it. */
@Schema(name = "Member")
record MemberView(
    @Schema(allowableValues = "member") String object,
    String userId,
    String email,
    String name,
    @Schema(allowableValues = {"viewer", "member", "admin", "owner"}) String role,
    @Schema(
            description =
                "Whether the groups of an identity provider give it. Each sign-in brings it up to"
                    + " date, until somebody changes the role by hand.")
        boolean mapped,
    @Schema(description = "Whether the account is closed.") boolean disabled,
    @Schema(description = "When the person came into the team.") Instant createdAt) {

  static MemberView of(StoredMember member) {
    return new MemberView(
        "member",
        member.user().toString(),
        member.email(),
        member.name(),
        member.role().wireName(),
        member.issuer() != null,
        member.disabled(),
        member.since());
  }
}
