package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.away.Outage;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.TranscriptBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop a worker: carries what is said in all its sessions into PostgreSQL, in one transaction
 * each second, or at once when a tool or a turn has ended somewhere. While PostgreSQL is away it
 * waits in the queues, which are bounded.
 */
final class TranscriptFlusher {
  private static final Logger log = LoggerFactory.getLogger(TranscriptFlusher.class);

  private final Function<List<TranscriptBatch>, Set<LeaseKey>> store;
  private final ConversationSettings settings;
  private final Map<LeaseKey, TranscriptQueue> queues = new ConcurrentHashMap<>();
  private final Outage outage = new Outage();
  private final Semaphore atOnce = new Semaphore(0);
  private final ReentrantLock round = new ReentrantLock();

  /**
   * @param store takes batches and answers the leases whose parts it has now
   */
  TranscriptFlusher(
      Function<List<TranscriptBatch>, Set<LeaseKey>> store, ConversationSettings settings) {
    this.store = store;
    this.settings = settings;
  }

  void add(TranscriptQueue queue) {
    queues.put(queue.key(), queue);
  }

  /** Returns when nothing of the queue is on its way any more. */
  void remove(TranscriptQueue queue) {
    queues.remove(queue.key());
    round.lock();
    round.unlock();
  }

  /** Something was said that should not be lost with the worker. */
  void hurry() {
    if (atOnce.availablePermits() == 0) {
      atOnce.release();
    }
  }

  /** Waits until it is time, then carries over what there is: one round of the loop. */
  void flushWhenDue() throws InterruptedException {
    if (atOnce.tryAcquire(settings.flushEvery().toMillis(), TimeUnit.MILLISECONDS)) {
      atOnce.drainPermits();
    }
    flush();
  }

  /** One round over all queues. */
  void flush() {
    round.lock();
    try {
      flushNow();
    } finally {
      round.unlock();
    }
  }

  private void flushNow() {
    var batches = new ArrayList<TranscriptBatch>();
    for (var queue : queues.values()) {
      if (queue.isDone()) {
        queues.remove(queue.key());
      }
      queue.next(settings.maxFlush().toBytes()).ifPresent(batches::add);
    }
    if (batches.isEmpty()) {
      return;
    }
    try {
      noteStored(batches);
      outage
          .over()
          .ifPresent(
              away -> log.info("Conversations are stored again after {} s", away.toSeconds()));
    } catch (RuntimeException e) {
      outage
          .failed()
          .ifPresent(away ->
              log.warn(
                  "What was said in {} sessions could not be stored, for {} s so far, and is tried again in {}: {}",
                  batches.size(),
                  away.toSeconds(),
                  settings.flushEvery(),
                  e.getMessage()));
    }
  }

  private void noteStored(List<TranscriptBatch> batches) {
    var accepted = store.apply(batches);
    for (var batch : batches) {
      var queue = queues.get(batch.key());
      if (queue == null) {
        continue; // ended meanwhile, and waits for this round
      }
      if (accepted.contains(batch.key())) {
        queue.stored();
      } else {
        queue.fence();
        queues.remove(batch.key());
      }
    }
  }
}
