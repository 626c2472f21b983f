package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to keep a secret, or to change one, whose fields have the right type; nothing about it
 * is decided yet. Null means that the client did not say.
 */
@Schema(
    name = "SecretRequest",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description = "A secret to be kept. A null field is the same as none.")
record SecretRequest(
    @Schema(
            description = "Unique in the team. Stands in place of the value wherever it is masked.",
            requiredMode = Schema.RequiredMode.REQUIRED,
            pattern = SecretRequest.NAME,
            example = "npm-token")
        @Nullable String name,
    @Schema(
            description = "What it is for. It cannot be changed.",
            requiredMode = Schema.RequiredMode.REQUIRED,
            allowableValues = {"env", "git", "mcp", "provider"})
        @Nullable String kind,
    @Nullable String description,
    @Schema(
            description = "The secret itself, of the kinds env, git and mcp. It never comes back.",
            accessMode = Schema.AccessMode.WRITE_ONLY)
        @Nullable String value,
    @Schema(description = "Of the kind env: the variable's name.", example = "NPM_TOKEN")
        @Nullable String envName,
    @Schema(
            description = "Of the kind git: the hosts it may be sent to.",
            example = "[\"git.example.org\"]")
        @Nullable List<String> hosts,
    @Schema(description = "Of the kind git: what it is sent with.", example = "x-access-token")
        @Nullable String username,
    @Schema(
            description =
                "Of the kind git, for SSH: the hosts' public keys as OpenSSH's known_hosts has them."
                    + " The value is a private key then.",
            example = "git.example.org ssh-ed25519 AAAAC3…")
        @Nullable String knownHosts,
    @Schema(description = "Of the kind provider.") @Nullable Provider provider,
    @Schema(
            description =
                "Of the kind provider: whether the team's runs use it when they name none.")
        @Nullable Boolean teamDefault) {

  static final String NAME = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$";

  /** An account at a model provider. */
  @Schema(
      name = "SecretProviderRequest",
      additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
      description = "bedrock and vertex are kept and checked, and cannot be used yet.")
  record Provider(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {"anthropic", "gateway", "bedrock", "vertex"})
          @Nullable String type,
      @Schema(
              description = "Of gateway, where it is needed, and anthropic.",
              example = "https://llm.example.org")
          @Nullable String baseUrl,
      @Schema(
              description = "Of gateway: how the key is sent; x-api-key when absent.",
              allowableValues = {"x-api-key", "bearer"})
          @Nullable String authorization,
      @Schema(description = "Of bedrock and vertex.", example = "eu-central-1")
          @Nullable String region,
      @Schema(description = "Of vertex.") @Nullable String project,
      @Schema(
              description = "Of anthropic and gateway; of bedrock instead of an access key.",
              accessMode = Schema.AccessMode.WRITE_ONLY)
          @Nullable String apiKey,
      @Schema(description = "Of bedrock.", accessMode = Schema.AccessMode.WRITE_ONLY)
          @Nullable String accessKeyId,
      @Schema(description = "Of bedrock.", accessMode = Schema.AccessMode.WRITE_ONLY)
          @Nullable String secretAccessKey,
      @Schema(
              description = "Of bedrock, of a temporary access key.",
              accessMode = Schema.AccessMode.WRITE_ONLY)
          @Nullable String sessionToken,
      @Schema(
              description = "Of vertex: the key file of a service account, as a string.",
              accessMode = Schema.AccessMode.WRITE_ONLY)
          @Nullable String serviceAccount) {

    private static Provider read(Fields fields) {
      return new Provider(
          fields.text("type"),
          fields.text("base_url"),
          fields.text("authorization"),
          fields.text("region"),
          fields.text("project"),
          fields.text("api_key"),
          fields.text("access_key_id"),
          fields.text("secret_access_key"),
          fields.text("session_token"),
          fields.text("service_account"));
    }

    /** Without the secret parts. */
    @Override
    public String toString() {
      return "Provider[" + type + "]";
    }
  }

  /** Reads the body of a create. */
  static SecretRequest create(JsonBody body) {
    Fields fields = body.fields();
    return read(fields, fields.text("kind"));
  }

  /** Reads the body of a change, which has no kind. */
  static SecretRequest change(JsonBody body) {
    return read(body.fields(), null);
  }

  private static SecretRequest read(Fields fields, @Nullable String kind) {
    boolean hasProvider = fields.hasValue("provider");
    boolean hasHosts = fields.hasValue("hosts");
    var provider = Provider.read(fields.object("provider"));
    var hosts = fields.texts("hosts");
    var request =
        new SecretRequest(
            fields.text("name"),
            kind,
            fields.text("description"),
            fields.text("value"),
            fields.text("env_name"),
            hasHosts ? hosts : null,
            fields.text("username"),
            fields.text("known_hosts"),
            hasProvider ? provider : null,
            fields.flag("team_default"));
    fields.done();
    return request;
  }

  /** Whether it says what a secret is used for, or its value. */
  boolean hasContent() {
    return value != null
        || envName != null
        || hosts != null
        || username != null
        || knownHosts != null
        || provider != null;
  }

  /** Without the secret parts. */
  @Override
  public String toString() {
    return "SecretRequest[%s, %s]".formatted(name, kind);
  }
}
