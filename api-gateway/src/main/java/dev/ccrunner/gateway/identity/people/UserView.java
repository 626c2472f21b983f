package dev.ccrunner.gateway.identity.people;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An account as clients see it. */
@Schema(name = "User")
record UserView(
    String id,
    @Schema(allowableValues = "user") String object,
    String email,
    String name,
    @Schema(description = "Whether it looks after the installation.") boolean operator,
    @Schema(description = "Whether it is closed: no sign-in, and its keys are not good.")
        boolean disabled,
    Instant createdAt,
    @Nullable Instant lastSignedInAt,
    @Schema(
            description =
                "The link by which the person chooses a password, relative to the address of the"
                    + " service; shown by the answer that made it, and never again. The token"
                    + " comes after the #.")
        @Nullable String passwordUrl) {
  /** A page of the web UI; behind the #, so that no log of a server or proxy has the token. */
  private static final String PAGE = "/reset_password#";

  static UserView of(StoredUser user) {
    return new UserView(
        user.id().toString(),
        "user",
        user.email(),
        user.name(),
        user.operator(),
        user.disabledAt() != null,
        user.createdAt(),
        user.lastSignedInAt(),
        null);
  }

  UserView withLink(String token) {
    return new UserView(
        id, object, email, name, operator, disabled, createdAt, lastSignedInAt, PAGE + token);
  }
}
