package dev.ccrunner.worker.job;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What somebody has taken for a while, given back in the opposite order. Used by one thread at a
 * time.
 */
public final class Belongings implements AutoCloseable {
  private final Deque<AutoCloseable> taken = new ArrayDeque<>();

  public <T extends AutoCloseable> T keep(T resource) {
    taken.push(resource);
    return resource;
  }

  /** All of it becomes the answer's, and this has nothing any more. */
  public Belongings handOver() {
    var others = new Belongings();
    others.taken.addAll(taken);
    taken.clear();
    return others;
  }

  /** Everything is tried, whatever fails; the first failure is told, with the others attached. */
  @Override
  public void close() {
    var failed = new IllegalStateException("Not all that an attempt had could be taken back");
    while (!taken.isEmpty()) {
      try {
        taken.pop().close();
      } catch (Exception e) {
        failed.addSuppressed(e);
      }
    }
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }
}
