package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.kafka.DispatchBells;
import dev.ccrunner.infra.kafka.Topics;
import dev.ccrunner.infra.postgres.Outbox;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.wire.DispatchBell;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings the bell of a run right after its transaction, so that nobody waits for the relay. Rows of
 * the outbox whose record Kafka has are collected and deleted together: one small statement for
 * many runs.
 */
public final class BellRinger {
  private static final Logger log = LoggerFactory.getLogger(BellRinger.class);

  private final DispatchBells bells;
  private final Outbox outbox;
  private final ConcurrentLinkedQueue<UUID> arrived = new ConcurrentLinkedQueue<>();

  BellRinger(DispatchBells bells, Outbox outbox) {
    this.bells = bells;
    this.outbox = outbox;
  }

  /** The outbox row for a run's bell: to be written in the transaction that makes the run ready. */
  public static OutboxRecord record(DispatchBell bell) {
    return new OutboxRecord(
        TimeOrderedIds.next(),
        bell.teamId(),
        Topics.DISPATCH,
        bell.runId().toString(),
        bell.encode());
  }

  /** Rings after the commit; returns at once. What fails here is left to the relay. */
  public void ring(OutboxRecord record) {
    CompletableFuture<Void> _ =
        send(record)
            .whenComplete((_, failure) -> {
              if (failure == null) {
                arrived.add(record.id());
              } else {
                log.debug("The bell of {} is left to the relay", record.key(), failure);
              }
            });
  }

  /** Sends without a word to the outbox. */
  CompletableFuture<Void> send(OutboxRecord record) {
    return bells.ring(record.topic(), record.key(), record.payload());
  }

  /** Deletes the rows of bells that have arrived. */
  void forgetArrived() {
    var ids = new ArrayList<UUID>();
    for (UUID id = arrived.poll(); id != null; id = arrived.poll()) {
      ids.add(id);
    }
    try {
      outbox.delete(ids);
    } catch (RuntimeException e) {
      // Rung a second time by the relay, at worst; the second claim finds nothing.
      log.warn(
          "{} bells that have been rung stay in the outbox and are rung again: {}",
          ids.size(),
          e.getMessage());
    }
  }
}
