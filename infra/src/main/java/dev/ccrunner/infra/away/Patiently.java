package dev.ccrunner.infra.away;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Asks PostgreSQL until it answers. */
public final class Patiently {
  private static final Logger log = LoggerFactory.getLogger(Patiently.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private Patiently() {}

  /** What is asked; an answer may be a refusal. */
  @FunctionalInterface
  public interface Question<T, E extends Exception> {
    T ask() throws E;
  }

  /**
   * Asks twice a second, once at least.
   *
   * @param what for the log: what waits for the answer
   * @return empty when {@code unless} turned true before there was one
   */
  public static <T, E extends Exception> Optional<T> ask(
      String what, BooleanSupplier unless, Question<T, E> question) throws E, InterruptedException {
    do {
      try {
        return Optional.of(question.ask());
      } catch (DataAccessException | TransactionException e) {
        log.warn("{}: PostgreSQL does not answer and is asked again: {}", what, e.getMessage());
        boolean _ = new CountDownLatch(1).await(PAUSE.toNanos(), TimeUnit.NANOSECONDS);
      }
    } while (!unless.getAsBoolean());
    return Optional.empty();
  }
}
