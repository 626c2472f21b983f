package dev.ccrunner.gateway.stream;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The newest frames of one run, shared by all who watch it. Each frame has an index that only
 * grows; a reader remembers the index it wants next, and nothing else. That is the bound on what a
 * slow client costs: it holds no queue, and when the window has moved past its index it reads the
 * stored log instead.
 *
 * <p>Thread-safe; guarded by itself.
 */
final class Window {
  private static final int INITIAL_CAPACITY = 16;

  private final StreamSettings.Window limits;

  /** Bytes over all windows of the gateway. */
  private final AtomicLong total;

  private @Nullable Frame[] ring = new Frame[INITIAL_CAPACITY];
  private long first;
  private long end;
  private long bytes;

  /** The number of the last event before the window: everything after it is in it. */
  private long base;

  /**
   * @param base the number of the last event before the window begins
   */
  Window(StreamSettings.Window limits, AtomicLong total, long base) {
    this.limits = limits;
    this.total = total;
    this.base = base;
  }

  synchronized void add(Frame frame) {
    if (end - first == ring.length) {
      grow();
    }
    ring[slot(end)] = frame;
    end++;
    count(frame.size());
    while (end - first > limits.frames()
        || (end - first > 1
            && (bytes > limits.bytes().toBytes() || total.get() > limits.totalBytes().toBytes()))) {
      dropFirst();
    }
  }

  /** The frame at {@code index}, or null when it is not there yet or not there any more. */
  synchronized @Nullable Frame get(long index) {
    return index < first || index >= end ? null : ring[slot(index)];
  }

  /** Whether the window has moved past {@code index}. */
  synchronized boolean hasLost(long index) {
    return index < first;
  }

  /** How many frames follow {@code index}. */
  synchronized long after(long index) {
    return end - index;
  }

  /**
   * The index from which on a reader sees all that follows event {@code sent}, or -1 when the
   * window begins later.
   */
  synchronized long indexAfter(long sent) {
    if (sent < base) {
      return -1;
    }
    long index = end;
    while (index > first && isAfter(ring[slot(index - 1)], sent)) {
      index--;
    }
    return index;
  }

  /** Forgets what every reader has passed. */
  synchronized void dropBefore(long index) {
    while (first < Math.min(index, end)) {
      dropFirst();
    }
  }

  synchronized void clear() {
    dropBefore(end);
  }

  private static boolean isAfter(@Nullable Frame frame, long sent) {
    // A delta after the very event that was sent last may be shown, too.
    return frame != null && (frame.isDelta() ? frame.seq() >= sent : frame.seq() > sent);
  }

  private void dropFirst() {
    Frame dropped = ring[slot(first)];
    ring[slot(first)] = null;
    first++;
    if (dropped != null) {
      count(-dropped.size());
      if (!dropped.isDelta()) {
        base = dropped.seq();
      }
    }
  }

  private void count(int size) {
    bytes += size;
    total.addAndGet(size);
  }

  private void grow() {
    @Nullable Frame[] larger = new Frame[ring.length * 2];
    for (long index = first; index < end; index++) {
      larger[(int) (index % larger.length)] = ring[slot(index)];
    }
    ring = larger;
  }

  private int slot(long index) {
    return (int) (index % ring.length);
  }
}
