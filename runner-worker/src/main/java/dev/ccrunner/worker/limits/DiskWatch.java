package dev.ccrunner.worker.limits;

import dev.ccrunner.infra.time.Ticker;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures one run's directories now and then: the longer that takes the less often, but at once
 * when the disk has lost about as much as the run has left. Used by one thread at a time.
 */
final class DiskWatch {
  private static final Logger log = LoggerFactory.getLogger(DiskWatch.class);

  /** So that it takes a twentieth of the time. */
  private static final int REST = 20;

  /** When there is a hint, half of it. */
  private static final int REST_WHEN_HURRIED = 2;

  private static final Duration LEAST_REST = Duration.ofSeconds(1);

  private final List<Path> directories;
  private final RunBounds bounds;
  private final Ticker ticker;
  private long lastEnd;
  private long lastTook;
  private long lastBytes;
  private long freeThen;
  private boolean measured;

  DiskWatch(List<Path> directories, RunBounds bounds, Ticker ticker) {
    this.directories = List.copyOf(directories);
    this.bounds = bounds;
    this.ticker = ticker;
  }

  /** Measures if it is time; what it has found to be too much. */
  Optional<LimitHit> look() {
    long free = free();
    if (measured && !due(free)) {
      return Optional.empty();
    }
    long begun = ticker.nanos();
    var found = TreeSize.of(directories, bounds.diskBytes(), bounds.files());
    lastEnd = ticker.nanos();
    lastTook = lastEnd - begun;
    lastBytes = found.bytes();
    freeThen = free;
    measured = true;
    return judged(found);
  }

  private boolean due(long free) {
    long rested = ticker.nanos() - lastEnd;
    if (rested >= Math.max(LEAST_REST.toNanos(), REST * lastTook)) {
      return true;
    }
    boolean hurry = freeThen - free > (bounds.diskBytes() - lastBytes) / 2;
    return hurry && rested >= REST_WHEN_HURRIED * lastTook;
  }

  private long free() {
    try {
      FileStore store = Files.getFileStore(directories.getFirst());
      return store.getUnallocatedSpace();
    } catch (IOException e) {
      log.debug("The disk does not say what is free: {}", e.getMessage());
      return 0;
    }
  }

  private Optional<LimitHit> judged(TreeSize.Found found) {
    if (found.bytes() > bounds.diskBytes()) {
      return hit(LimitHit.Kind.DISK, bounds.diskBytes(), found.bytes());
    }
    if (found.files() > bounds.files()) {
      return hit(LimitHit.Kind.FILES, bounds.files(), found.files());
    }
    return found.tooDeep()
        ? hit(LimitHit.Kind.DEPTH, TreeSize.DEEPEST, TreeSize.DEEPEST + 1)
        : Optional.empty();
  }

  private static Optional<LimitHit> hit(LimitHit.Kind kind, long limit, long used) {
    return Optional.of(new LimitHit(kind, limit, used, true));
  }
}
