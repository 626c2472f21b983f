package dev.ccrunner.worker.continuity;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.conversation.ConversationFiles;
import dev.ccrunner.infra.postgres.LeaseKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Puts whole conversations into the blob store.
 *
 * @param main what {@code claude --resume} reads
 * @param agents a ZIP of what its sub-agents wrote; null: there were none
 */
record Transcripts(StoredBlob main, @Nullable StoredBlob agents) {
  /**
   * Keeps what lies in {@code files}, which has begun.
   *
   * @param scratch a folder of the worker for archives on their way
   */
  static Transcripts keep(
      Blobs blobs, LeaseKey key, ConversationFiles files, Path scratch, long atMost)
      throws IOException, BlobRefused {
    var owner = new BlobOwner.Attempt(key);
    var main = keep(blobs, owner, files.main(), atMost);
    return new Transcripts(
        main, files.hasAgents() ? agents(blobs, owner, files, scratch, atMost) : null);
  }

  private static StoredBlob agents(
      Blobs blobs, BlobOwner owner, ConversationFiles files, Path scratch, long atMost)
      throws IOException, BlobRefused {
    var zip = Files.createTempFile(scratch, "agents-", ".zip");
    try {
      try (var out = Files.newOutputStream(zip)) {
        files.zipAgents(out);
      }
      return keep(blobs, owner, zip, atMost);
    } finally {
      Files.deleteIfExists(zip);
    }
  }

  private static StoredBlob keep(Blobs blobs, BlobOwner owner, Path file, long atMost)
      throws IOException, BlobRefused {
    try (InputStream content = Files.newInputStream(file)) {
      return blobs.keep(owner, content, atMost);
    }
  }
}
