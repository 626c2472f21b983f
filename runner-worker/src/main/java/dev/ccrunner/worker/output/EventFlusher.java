package dev.ccrunner.worker.output;

import dev.ccrunner.infra.away.Outage;
import dev.ccrunner.infra.postgres.EventBatch;
import dev.ccrunner.infra.postgres.LeaseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop a worker: carries the new events of all its runs into PostgreSQL, in one transaction
 * each second or whenever enough have come together. While PostgreSQL is away the events wait in
 * their logs, which are bounded, and on disk.
 */
final class EventFlusher implements BacklogGauge {
  private static final Logger log = LoggerFactory.getLogger(EventFlusher.class);

  private final Function<List<EventBatch>, Set<LeaseKey>> store;
  private final OutputSettings settings;
  private final Map<LeaseKey, AttemptLog> logs = new ConcurrentHashMap<>();
  private final Outage outage = new Outage();
  private final AtomicLong backlog = new AtomicLong();
  private final Semaphore full = new Semaphore(0);

  /**
   * @param store takes batches and answers the leases whose events it has now
   */
  EventFlusher(Function<List<EventBatch>, Set<LeaseKey>> store, OutputSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  void add(AttemptLog attemptLog) {
    logs.put(attemptLog.key(), attemptLog);
  }

  void remove(LeaseKey key) {
    logs.remove(key);
  }

  /** Waits until it is time, then carries over what there is: one round of the loop. */
  void flushWhenDue() throws InterruptedException {
    if (full.tryAcquire(settings.flushEvery().toMillis(), TimeUnit.MILLISECONDS)) {
      full.drainPermits();
    }
    flush();
  }

  /** One round over all logs. */
  void flush() {
    var batches = new ArrayList<EventBatch>();
    for (var attemptLog : logs.values()) {
      if (attemptLog.isDone()) {
        drop(attemptLog);
      }
      attemptLog.nextBatch(settings.maxFlush().toBytes()).ifPresent(batches::add);
    }
    if (batches.isEmpty()) {
      return;
    }
    try {
      noteStored(batches);
      outage
          .over()
          .ifPresent(away -> log.info("Events are stored again after {} s", away.toSeconds()));
    } catch (RuntimeException e) {
      outage
          .failed()
          .ifPresent(away ->
              log.warn(
                  "{} events of {} runs could not be stored, for {} s so far, and are tried again in {}: {}",
                  batches.stream().mapToInt(batch -> batch.events().size()).sum(),
                  batches.size(),
                  away.toSeconds(),
                  settings.flushEvery(),
                  e.getMessage()));
    }
  }

  private void noteStored(List<EventBatch> batches) {
    var accepted = store.apply(batches);
    for (var batch : batches) {
      var attemptLog = logs.get(batch.key());
      if (attemptLog == null) {
        continue; // ended meanwhile: its settlement carried the rest
      }
      if (accepted.contains(batch.key())) {
        attemptLog.stored(batch.events().getLast().seq());
      } else {
        // The lease keeper hears the same at its next renewal, and ends the child.
        log.warn(
            "Events of {} are refused: its epoch {} is over",
            batch.key().runId(),
            batch.key().epoch());
        drop(attemptLog);
      }
    }
  }

  private void drop(AttemptLog attemptLog) {
    attemptLog.fence();
    logs.remove(attemptLog.key());
  }

  @Override
  public void grown(long bytes) {
    if (backlog.addAndGet(bytes) >= settings.flushAt().toBytes() && full.availablePermits() == 0) {
      full.release();
    }
  }

  @Override
  public void shrunk(long bytes) {
    backlog.addAndGet(-bytes);
  }
}
