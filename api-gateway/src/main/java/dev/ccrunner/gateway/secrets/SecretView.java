package dev.ccrunner.gateway.secrets;

import dev.ccrunner.infra.secret.StoredSecret;
import dev.ccrunner.secret.SecretUse;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All of a secret but the secret. */
@Schema(name = "Secret")
record SecretView(
    @Schema(example = "sec_01kb3xw6q8e0fb2a3c4d5e6f7g") String id,
    @Schema(allowableValues = "secret") String object,
    String name,
    @Schema(allowableValues = {"env", "git", "mcp", "provider"}) String kind,
    @Nullable String description,
    @Nullable String envName,
    @Nullable List<String> hosts,
    @Nullable String username,
    @Nullable String knownHosts,
    @Nullable Provider provider,
    @Schema(description = "Whether the team's runs use it when they name no provider.")
        boolean teamDefault,
    @Schema(description = "The last four characters of a long value.") @Nullable String hint,
    @Schema(description = "Counts every change; the ETag is made from it.") int version,
    @Schema(description = "What to know about this value; null: nothing.") @Nullable String warning,
    Instant createdAt,
    Instant updatedAt,
    @Schema(description = "When a run last got it, to the minute.") @Nullable Instant lastUsedAt) {

  /** An account at a provider, without what is secret of it. */
  @Schema(name = "SecretProvider")
  record Provider(
      @Schema(allowableValues = {"anthropic", "gateway", "bedrock", "vertex"}) String type,
      @Nullable String baseUrl,
      @Nullable String authorization,
      @Nullable String region,
      @Nullable String project) {}

  /**
   * What everybody in the team may see.
   *
   * @param maskFrom the setting that says from which length on values are masked
   */
  static SecretView of(StoredSecret secret, int maskFrom) {
    var env = secret.use() instanceof SecretUse.Env use ? use : null;
    var git = secret.use() instanceof SecretUse.Git use ? use : null;
    return new SecretView(
        secret.id().toString(),
        "secret",
        secret.name(),
        secret.use().kind().wireName(),
        secret.description(),
        env == null ? null : env.envName(),
        git == null ? null : git.hosts(),
        git == null ? null : git.username(),
        git == null ? null : git.knownHosts(),
        secret.use() instanceof SecretUse.Provider provider ? provider(provider) : null,
        secret.teamDefault(),
        secret.hint(),
        secret.version(),
        secret.masked() ? null : tooShort(maskFrom),
        secret.createdAt(),
        secret.updatedAt(),
        secret.lastUsedAt());
  }

  private static Provider provider(SecretUse.Provider provider) {
    return new Provider(
        provider.type().wireName(),
        provider.baseUrl(),
        provider.authorization(),
        provider.region(),
        provider.project());
  }

  private static String tooShort(int maskFrom) {
    return "It has fewer than %d characters (ccr.secrets.mask-from), so it is not masked in what runs put out."
        .formatted(maskFrom);
  }

  String path() {
    return "/v1/secrets/" + id;
  }

  String eTag() {
    return "\"" + version + "\"";
  }
}
