package dev.ccrunner.worker.continuity;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.ToolExit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is kept of the workspace of a run that stands alone, an archive each. */
final class KeptWorkspace {
  private static final Logger log = LoggerFactory.getLogger(KeptWorkspace.class);

  private KeptWorkspace() {}

  /** The workspace itself; empty, and said in the run's log: it could not be kept. */
  static Optional<StoredBlob> keep(
      Job job, Blobs blobs, SnapshotSettings settings, Warnings warnings, Path scratch)
      throws InterruptedException {
    return keep(job, blobs, settings, warnings, scratch, Archiver::archiveWhole);
  }

  /** That directory beside it; empty also if there is nothing in it. */
  static Optional<StoredBlob> keepAside(
      String name, Job job, Blobs blobs, SnapshotSettings settings, Warnings warnings, Path scratch)
      throws InterruptedException {
    return isEmpty(job.aside(name))
        ? Optional.empty()
        : keep(
            job,
            blobs,
            settings,
            warnings,
            scratch,
            (archiver, out) -> archiver.archiveAside(name, out));
  }

  private static boolean isEmpty(Path directory) {
    try (var entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    } catch (IOException e) {
      log.warn("Could not look into {}", directory, e);
      return true;
    }
  }

  private static Optional<StoredBlob> keep(
      Job job,
      Blobs blobs,
      SnapshotSettings settings,
      Warnings warnings,
      Path scratch,
      Archiving archiving)
      throws InterruptedException {
    var file = scratch.resolve(job.name() + "-kept.tar.gz");
    long atMost = settings.maxSize().toBytes();
    try {
      Files.createDirectories(scratch);
      try (var out = Gzip.into(file, atMost)) {
        var exit = archiving.to(new Archiver(job, settings.timeout()), out);
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

  /** Has tar write an archive. */
  @FunctionalInterface
  private interface Archiving {
    ToolExit to(Archiver archiver, OutputStream out) throws IOException, InterruptedException;
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
