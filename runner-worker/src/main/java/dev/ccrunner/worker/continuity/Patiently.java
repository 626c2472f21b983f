package dev.ccrunner.worker.continuity;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Asks PostgreSQL until it answers. */
final class Patiently {
  private static final Logger log = LoggerFactory.getLogger(Patiently.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private Patiently() {}

  /** Empty when {@code unless} turned true meanwhile. */
  static <T> Optional<T> ask(String what, BooleanSupplier unless, Supplier<T> question)
      throws InterruptedException {
    do {
      try {
        return Optional.of(question.get());
      } catch (DataAccessException | TransactionException e) {
        log.warn("{}: PostgreSQL does not answer and is asked again: {}", what, e.getMessage());
        boolean _ = new CountDownLatch(1).await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
      }
    } while (!unless.getAsBoolean());
    return Optional.empty();
  }
}
