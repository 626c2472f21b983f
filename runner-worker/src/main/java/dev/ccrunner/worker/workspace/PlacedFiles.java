package dev.ccrunner.worker.workspace;

import dev.ccrunner.infra.archive.ArchiveRefused;
import dev.ccrunner.infra.archive.Archives;
import dev.ccrunner.infra.archive.ConfinedTree;
import dev.ccrunner.infra.archive.ConfinedTree.InTheWay;
import dev.ccrunner.infra.blob.BlobCorrupt;
import dev.ccrunner.infra.blob.BlobMissing;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PlacedFile;
import dev.ccrunner.run.source.Parsed;
import dev.ccrunner.run.source.RelativePath;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Puts uploaded files into a workspace, packed or unpacked. Each is first copied as a whole to
 * where no run looks, so that its hash is known to be right before any of it is believed.
 */
final class PlacedFiles {
  private final Blobs blobs;
  private final Archives archives;

  PlacedFiles(Blobs blobs, Archives archives) {
    this.blobs = blobs;
    this.archives = archives;
  }

  /** In their order; returns how many files there are now more. */
  int place(Job job, List<PlacedFile> files, BooleanSupplier unless)
      throws JobRefused, IOException {
    if (files.isEmpty()) {
      return 0;
    }
    var tree = new ConfinedTree(job.workspace(), job.directory()::give);
    int count = 0;
    for (var file : files) {
      if (unless.getAsBoolean()) {
        throw new JobRefused(FailureCode.WORKSPACE_FAILED, "Stopped before all files were placed.");
      }
      var copy = Files.createTempFile(job.aside("uploads"), "upload-", "");
      try {
        fetch(file, copy);
        count += place(file, copy, tree);
      } finally {
        Files.deleteIfExists(copy);
      }
    }
    return count;
  }

  private void fetch(PlacedFile file, Path copy) throws JobRefused, IOException {
    try (var content = blobs.open(file.file().blob())) {
      Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (BlobMissing | BlobCorrupt e) {
      throw new JobRefused(
          FailureCode.FILE_UNAVAILABLE,
          "%s (%s): %s.".formatted(file.file().name(), file.file().id(), e.getMessage()));
    }
  }

  private int place(PlacedFile file, Path copy, ConfinedTree tree) throws JobRefused, IOException {
    var path = path(file);
    try {
      if (file.unpack()) {
        return archives.unpack(copy, tree, path).files();
      }
      try (var out = tree.file(path, false)) {
        Files.copy(copy, out);
      }
      return 1;
    } catch (ArchiveRefused e) {
      throw new JobRefused(
          FailureCode.ARCHIVE_REFUSED, "%s: %s".formatted(file.file().name(), e.getMessage()));
    } catch (InTheWay e) {
      throw new JobRefused(
          FailureCode.PATH_NOT_FOUND,
          "%s cannot be put there: %s.".formatted(file.file().name(), e.getMessage()));
    }
  }

  private static RelativePath path(PlacedFile file) throws JobRefused {
    return switch (RelativePath.parse(file.path())) {
      case Parsed.Valid<RelativePath>(var path) -> path;
      case Parsed.Invalid<RelativePath> invalid ->
          throw new JobRefused(
              FailureCode.PATH_NOT_FOUND, "%s: %s".formatted(file.file().name(), invalid));
    };
  }
}
