package dev.ccrunner.gateway.secrets;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys that all teams' secrets are sealed with: their versions, and nothing else of them. */
@Schema(name = "SecretKeys")
record SecretKeysView(
    @Schema(allowableValues = "secret_keys") String object,
    @Schema(description = "What new secrets are sealed with; null: there is no key.")
        @Nullable Integer sealingVersion,
    List<Version> versions) {

  /** One version of the key. */
  @Schema(name = "SecretKeyVersion")
  record Version(
      int version,
      @Schema(
              description =
                  "How many secrets it still opens. 0 and older than the sealing one: it may go.")
          int secrets,
      @Schema(description = "Whether this gateway has it.") boolean available) {}
}
