package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to begin a session with an uploaded file, whose fields have the right type. */
@Schema(
    name = "RunSessionImportRequest",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record SessionImportRequest(
    @Schema(
            requiredMode = Schema.RequiredMode.REQUIRED,
            description =
                "An uploaded file: the archive of an export, or the .jsonl of a conversation alone.",
            example = "fil_01kb3xw6q8e0fb2a3c4d5e6f7g")
        @Nullable String fileId,
    @Nullable String name,
    @Nullable Map<String, String> labels,
    @Schema(type = "string", pattern = SessionRequest.DURATION, example = "7d")
        @Nullable Duration expiresAfter) {

  static SessionImportRequest read(JsonBody body) {
    Fields fields = body.fields();
    var request =
        new SessionImportRequest(
            fields.text("file_id"),
            fields.text("name"),
            fields.textMap("labels"),
            fields.duration("expires_after"));
    fields.done();
    return request;
  }
}
