package dev.ccrunner.demomodel;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Pauses that end when the model is closed: a stall of ten minutes must not outlive its server. */
final class Stopping {

  private final CountDownLatch stopped = new CountDownLatch(1);

  void stop() {
    stopped.countDown();
  }

  void pause(long millis) throws IOException {
    if (millis <= 0) {
      return;
    }
    try {
      if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
        throw new IOException("The demo model is closing.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The demo model is closing.", e);
    }
  }
}
