package dev.ccrunner.worker.output;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what lost attempts have left of their logs, when nobody will look for it any more. A log
 * that is being written is never so old.
 */
final class OldSpools {
  private static final Logger log = LoggerFactory.getLogger(OldSpools.class);

  private final Path folder;
  private final Duration keep;
  private final Clock clock;

  OldSpools(Path folder, Duration keep, Clock clock) {
    this.folder = folder;
    this.keep = keep;
    this.clock = clock;
  }

  void remove() {
    var oldest = clock.instant().minus(keep);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (var spools = Files.newDirectoryStream(folder, "*.jsonl")) {
      for (var spool : spools) {
        if (lastWritten(spool).isBefore(oldest) && Files.deleteIfExists(spool)) {
          log.info("Removed {}: its attempt was lost before {}", spool, oldest);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("Old spools could not be removed: {}", e.toString());
    }
  }

  private static Instant lastWritten(Path spool) throws IOException {
    return Files.getLastModifiedTime(spool, LinkOption.NOFOLLOW_LINKS).toInstant();
  }
}
