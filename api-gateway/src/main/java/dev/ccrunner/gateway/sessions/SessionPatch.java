package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A change of a session whose fields have the right type. Null: it stays as it is. */
@Schema(name = "RunSessionPatch", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
record SessionPatch(
    @Schema(description = "An empty one takes it away.") @Nullable String name,
    @Schema(description = "Instead of all that it has.") @Nullable Map<String, String> labels,
    @Schema(description = "An archived session takes no runs, until it is taken back.")
        @Nullable Boolean archived,
    @Schema(type = "string", pattern = SessionRequest.DURATION, example = "7d")
        @Nullable Duration expiresAfter) {

  /** Reads a change; refuses one with wrong types, or with fields that there are not. */
  static SessionPatch read(JsonBody body) {
    Fields fields = body.fields();
    boolean hasLabels = fields.hasValue("labels");
    var labels = fields.textMap("labels");
    var patch =
        new SessionPatch(
            fields.text("name"),
            hasLabels ? labels : null,
            fields.flag("archived"),
            fields.duration("expires_after"));
    fields.done();
    return patch;
  }
}
