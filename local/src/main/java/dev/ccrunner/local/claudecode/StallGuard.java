package dev.ccrunner.local.claudecode;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Closes a stream that has stopped flowing, so that whoever reads it gets an error and goes on. */
final class StallGuard implements AutoCloseable {

  private final CountDownLatch done = new CountDownLatch(1);
  private volatile long lastProgress = System.nanoTime();

  private StallGuard() {}

  static StallGuard watch(InputStream stream, Duration longest) {
    var guard = new StallGuard();
    Thread.ofVirtual().name("stall-guard").start(() -> guard.run(stream, longest));
    return guard;
  }

  private void run(InputStream stream, Duration longest) {
    try {
      while (!done.await(longest.toMillis() / 4, TimeUnit.MILLISECONDS)) {
        if (System.nanoTime() - lastProgress > longest.toNanos()) {
          stream.close();
          return;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException _) {
      // Then it is closed anyhow.
    }
  }

  void progressed() {
    lastProgress = System.nanoTime();
  }

  @Override
  public void close() {
    done.countDown();
  }
}
