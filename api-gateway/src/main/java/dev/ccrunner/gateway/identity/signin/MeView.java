package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.policy.PolicyView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who a caller is. */
@Schema(name = "Me")
record MeView(
    @Schema(allowableValues = "me") String object,
    @Schema(description = "The person; null for the key of a service.") @Nullable Person user,
    @Schema(description = "The key; null for a person who is signed in.") @Nullable String apiKeyId,
    @Schema(description = "The team that this request speaks for.") MyTeam team,
    @Schema(description = "Those it may name in X-Team.") List<MyTeam> teams,
    @Schema(description = "Everything it may do in this team.") List<String> scopes,
    @Schema(description = "The largest permission mode of its runs: the key's or the team's.")
        @Nullable String maxPermissionMode,
    PolicyView policy,
    @Schema(description = "To be sent as X-CSRF-Token with every write; null for a key.")
        @Nullable String csrfToken) {

  /** An account as its owner sees it. */
  @Schema(name = "MyAccount")
  record Person(
      String id,
      String email,
      String name,
      @Schema(description = "Whether it looks after the installation.") boolean operator) {}

  /** A team as one of its people sees it. */
  @Schema(name = "MyTeam")
  record MyTeam(
      String id,
      String name,
      @Schema(
              description = "Null for the key of a service.",
              allowableValues = {"viewer", "member", "admin", "owner"})
          @Nullable String role) {}
}
