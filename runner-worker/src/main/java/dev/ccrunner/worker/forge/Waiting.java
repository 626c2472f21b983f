package dev.ccrunner.worker.forge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Waits for a forge as long as somebody wants its answer.
 *
 * @param unless true ends the waiting
 */
record Waiting(BooleanSupplier unless) {
  private static final Duration LOOK = Duration.ofMillis(50);

  <T> T forAnswer(CompletableFuture<T> answer, Duration atMost)
      throws ForgeRefused, InterruptedException, ExecutionException, TimeoutException {
    for (long look = looks(atMost); ; look--) {
      refuseIfUnwanted();
      try {
        return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (look <= 1) {
          throw e;
        }
      }
    }
  }

  void pause(Duration duration) throws ForgeRefused, InterruptedException {
    var nothing = new CountDownLatch(1);
    for (long look = looks(duration); look > 0; look--) {
      refuseIfUnwanted();
      boolean _ = nothing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private static long looks(Duration duration) {
    return Math.max(1, duration.dividedBy(LOOK));
  }

  private void refuseIfUnwanted() throws ForgeRefused {
    if (unless.getAsBoolean()) {
      throw new ForgeRefused(0, "it was not wanted any more");
    }
  }
}
