package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to fork a session whose fields have the right type. Null: as the source has it. */
@Schema(
    name = "RunSessionForkRequest",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record SessionForkRequest(
    @Schema(
            description =
                "The run up to which the fork knows the conversation; the last one when absent.",
            example = "run_01kb3xw6q8e0fb2a3c4d5e6f7g")
        @Nullable String runId,
    @Nullable String name,
    @Nullable Map<String, String> labels,
    @Schema(type = "string", pattern = SessionRequest.DURATION, example = "7d")
        @Nullable Duration expiresAfter) {

  static SessionForkRequest read(JsonBody body) {
    Fields fields = body.fieldsIfAny();
    boolean hasLabels = fields.hasValue("labels");
    var labels = fields.textMap("labels");
    var request =
        new SessionForkRequest(
            fields.text("run_id"),
            fields.text("name"),
            hasLabels ? labels : null,
            fields.duration("expires_after"));
    fields.done();
    return request;
  }
}
