package dev.ccrunner.gateway.outputs;

import dev.ccrunner.infra.postgres.StoredOutput;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A file that a run has left. */
@Schema(name = "Artifact")
record ArtifactView(
    @Schema(example = "art_01kb3xw6q8e0fb2a3c4d5e6f7g") String id,
    @Schema(allowableValues = "artifact") String object,
    String runId,
    @Schema(description = "Where it was in the workspace.", example = "dist/report.pdf")
        String path,
    String mediaType,
    long bytes,
    @Schema(description = "Of the content, in hexadecimal digits; also its ETag.") String sha256,
    Instant createdAt,
    @Schema(
            description =
                "From then on it does not exist any more; null: it stays as long as the service keeps such things.")
        @Nullable Instant expiresAt) {

  static ArtifactView of(StoredOutput output) {
    return new ArtifactView(
        output.id().toString(),
        "artifact",
        output.runId().toString(),
        output.name(),
        output.mediaType(),
        output.blob().bytes(),
        output.blob().sha256(),
        output.createdAt(),
        output.expiresAt());
  }
}
