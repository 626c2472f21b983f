package dev.ccrunner.gateway.files;

import dev.ccrunner.infra.blob.UploadedFile;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A file. */
@Schema(name = "File")
record FileView(
    @Schema(example = "fil_01kb3xw6q8e0fb2a3c4d5e6f7g") String id,
    @Schema(allowableValues = "file") String object,
    @Schema(example = "report.pdf") String name,
    @Schema(description = "As it was declared.", example = "application/pdf") String mediaType,
    long bytes,
    @Schema(description = "Of the content, in hexadecimal digits; also its ETag.") String sha256,
    Instant createdAt,
    @Schema(description = "From then on it does not exist any more.") Instant expiresAt) {

  static FileView of(UploadedFile file) {
    return new FileView(
        file.id().toString(),
        "file",
        file.name(),
        file.mediaType(),
        file.blob().bytes(),
        file.blob().sha256(),
        file.createdAt(),
        file.expiresAt());
  }

  String path() {
    return "/v1/files/" + id;
  }
}
