package dev.ccrunner.worker.claim;

import dev.ccrunner.wire.DispatchBell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The bells as a worker hears them. Used by one thread. */
interface Bells extends AutoCloseable {
  /**
   * The next bell, waiting up to {@code atMost}; a record that is no bell comes as an empty {@code
   * bell}.
   */
  List<Heard> poll(Duration atMost);

  /**
   * The bell is dealt with, whether the claim succeeded or found nothing to claim. Kafka forgets
   * it.
   */
  void accept(Heard heard);

  /** The bell could not be dealt with: Kafka rings it again, for whoever is free. */
  void release(Heard heard);

  /** Listens no longer; a later poll listens again. */
  @Override
  void close();

  /** One record. */
  interface Heard {
    Optional<DispatchBell> bell();
  }
}
