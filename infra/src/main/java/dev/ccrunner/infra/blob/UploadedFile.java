package dev.ccrunner.infra.blob;

import dev.ccrunner.file.FileId;
import dev.ccrunner.file.FileRef;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.team.TeamId;
import java.time.Instant;

/**
 * A file that somebody uploaded.
 *
 * @param name a plain file name without directories
 * @param mediaType as it was declared
 * @param expiresAt from then on it does not exist any more
 */
public record UploadedFile(
    TeamId teamId,
    FileId id,
    String name,
    String mediaType,
    StoredBlob blob,
    Instant createdAt,
    Instant expiresAt) {
  /** It as a run refers to it. */
  public FileRef ref() {
    return new FileRef(id, name, mediaType, blob);
  }
}
