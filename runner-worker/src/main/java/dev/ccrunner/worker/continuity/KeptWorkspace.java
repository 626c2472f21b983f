package dev.ccrunner.worker.continuity;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.ToolExit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One archive of the workspace of a run that stands alone. */
final class KeptWorkspace {
  private static final Logger log = LoggerFactory.getLogger(KeptWorkspace.class);

  private KeptWorkspace() {}

  /** Empty, and said in the run's log: it could not be kept. */
  static Optional<StoredBlob> keep(
      Job job, Blobs blobs, SnapshotSettings settings, Warnings warnings, Path scratch)
      throws InterruptedException {
    var file = scratch.resolve(job.name() + "-kept.tar.gz");
    long atMost = settings.maxSize().toBytes();
    try {
      Files.createDirectories(scratch);
      try (var out = Gzip.into(file, atMost)) {
        var exit = new Archiver(job, settings.timeout()).archiveWhole(out);
        if (!exit.good()) {
          throw new IOException(said(exit));
        }
      }
      try (var content = Files.newInputStream(file)) {
        return Optional.of(blobs.keep(new BlobOwner.Attempt(job.lease().key()), content, atMost));
      }
    } catch (IOException | BlobRefused e) {
      log.warn("The workspace of {} could not be kept", job.name(), e);
      warnings.once("The workspace could not be kept: " + e.getMessage());
      return Optional.empty();
    } finally {
      delete(file);
    }
  }

  private static String said(ToolExit exit) {
    return "tar ended with %s %d. %s".formatted(exit.end(), exit.code(), exit.stderr().strip());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("Could not delete {}", file, e);
    }
  }
}
