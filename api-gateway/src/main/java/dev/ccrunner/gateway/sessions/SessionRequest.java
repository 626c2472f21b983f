package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.submission.WorkspaceRequest;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to begin a session whose fields have the right type; nothing about it is decided yet.
 * Null means that the client did not say.
 */
@Schema(
    name = "RunSessionRequest",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description = "A session to be begun. A null field is the same as none.")
record SessionRequest(
    @Schema(description = "To find it by.", example = "Upgrade to Java 25") @Nullable String name,
    @Schema(description = "Names and values to find it by.", example = "{\"ci\":\"gh-123\"}")
        @Nullable Map<String, String> labels,
    @Nullable WorkspaceRequest workspace,
    @Schema(
            description =
                "A run that belongs to no session, has ended and kept its working directory"
                    + " (workspace.keep): the session goes on with that and with its conversation."
                    + " Not together with workspace.",
            example = "run_01kb3xw6q8e0fb2a3c4d5e6f7g")
        @Nullable String runId,
    @Schema(
            type = "string",
            pattern = SessionRequest.DURATION,
            description =
                "How long it is kept after it was last used; as the installation says when absent.",
            example = "7d")
        @Nullable Duration expiresAfter) {
  /** The form of a duration, for the description. */
  static final String DURATION = "^[0-9]{1,9}(ms|s|m|h|d)$";

  /** Reads a request; refuses one with wrong types, or with fields that there are not. */
  static SessionRequest read(JsonBody body) {
    Fields fields = body.fieldsIfAny();
    var request =
        new SessionRequest(
            fields.text("name"),
            fields.textMap("labels"),
            WorkspaceRequest.read(fields),
            fields.text("run_id"),
            fields.duration("expires_after"));
    fields.done();
    return request;
  }
}
