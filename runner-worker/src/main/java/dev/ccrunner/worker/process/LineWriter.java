package dev.ccrunner.worker.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue in front of a child's standard input: a child that does not read costs bounded memory
 * and nobody's thread but its own.
 */
final class LineWriter implements Runnable {

  private final OutputStream out;
  private final int maxLines;
  private final long maxBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Guarded by lock, like the three fields below. */
  private final ArrayDeque<byte[]> queue = new ArrayDeque<>();

  private long queuedBytes;
  private boolean closing;
  private boolean broken;

  LineWriter(OutputStream out, int maxLines, long maxBytes) {
    this.out = out;
    this.maxLines = maxLines;
    this.maxBytes = maxBytes;
  }

  boolean offer(String line, Duration wait) throws InterruptedException {
    var bytes = (line + "\n").getBytes(UTF_8);
    var left = wait.toNanos();
    lock.lock();
    try {
      while (!closing && !broken && !hasRoomFor(bytes)) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      if (closing || broken) {
        return false;
      }
      queue.add(bytes);
      queuedBytes += bytes.length;
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** An empty queue takes any line, so one above the bound is slow rather than impossible. */
  private boolean hasRoomFor(byte[] bytes) {
    return queue.isEmpty() || (queue.size() < maxLines && queuedBytes + bytes.length <= maxBytes);
  }

  void close() {
    lock.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** For a child that is gone: what still waits will never be read. */
  void abandon() {
    lock.lock();
    try {
      broken = true;
      queue.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run() {
    try (out) {
      for (var line = next(); line.length > 0; line = next()) {
        out.write(line);
        out.flush();
      }
    } catch (IOException _) {
      // The child closed its input or died; send() says so from now on.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      abandon();
    }
  }

  private byte[] next() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !closing && !broken) {
        changed.await(1, TimeUnit.HOURS);
      }
      var line = broken ? null : queue.poll();
      if (line == null) {
        return new byte[0];
      }
      queuedBytes -= line.length;
      changed.signalAll();
      return line;
    } finally {
      lock.unlock();
    }
  }
}
