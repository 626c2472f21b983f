package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.infra.away.Outage;
import dev.ccrunner.infra.postgres.LeaseReaping;
import dev.ccrunner.infra.postgres.Outbox;
import dev.ccrunner.infra.postgres.OutboxRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings what was left behind: by a gateway that crashed after its commit, or while Kafka was away.
 */
final class OutboxRelay {
  private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);

  /** Shorter than a transaction may stand still, since this is waited for within one. */
  private static final Duration WAIT_FOR_KAFKA = Duration.ofSeconds(3);

  private final Outbox outbox;
  private final LeaseReaping runs;
  private final BellRinger ringer;
  private final DispatchSettings settings;
  private final Outage outage = new Outage();

  OutboxRelay(Outbox outbox, LeaseReaping runs, BellRinger ringer, DispatchSettings settings) {
    this.outbox = outbox;
    this.runs = runs;
    this.ringer = ringer;
    this.settings = settings;
  }

  /** One round: all records that are old enough. */
  void relay() {
    int sent;
    do {
      sent = outbox.relay(settings.relayAfter(), settings.relayBatch(), this::sendAll);
      if (sent > 0) {
        log.info("Rang {} bells that had been left behind", sent);
      }
    } while (sent == settings.relayBatch());
  }

  /**
   * One round: runs that wait although their bell was rung long ago. The bell is cheap, and a
   * second one does nothing.
   */
  void ringAgain() {
    var waiting = runs.releaseAgain(settings.ringAgainAfter(), settings.relayBatch());
    waiting.forEach(bell -> ringer.ring(OutboxRecord.of(bell)));
    if (!waiting.isEmpty()) {
      log.debug("Rang again for {} runs that nobody has claimed", waiting.size());
    }
  }

  private Collection<UUID> sendAll(List<OutboxRecord> records) {
    var results = new ArrayList<CompletableFuture<Void>>();
    for (var record : records) {
      var result = ringer.deliver(record);
      results.add(result);
      if (result.isCompletedExceptionally()) {
        // Kafka is not there to be sent to, and each further try would wait for it as long, with
        // all these rows locked.
        break;
      }
    }
    awaitAll(results);
    var sent = new ArrayList<UUID>();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).state() == java.util.concurrent.Future.State.SUCCESS) {
        sent.add(records.get(i).id());
      }
    }
    return sent;
  }

  /** Those that did not arrive in time stay in the outbox, and the next round has them again. */
  private void awaitAll(List<CompletableFuture<Void>> results) {
    try {
      CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
          .orTimeout(WAIT_FOR_KAFKA.toMillis(), TimeUnit.MILLISECONDS)
          .join();
      outage
          .over()
          .ifPresent(away -> log.info("Kafka takes bells again after {} s", away.toSeconds()));
    } catch (CompletionException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().toString();
      outage
          .failed()
          .ifPresent(away ->
              log.warn(
                  "Kafka has not taken all bells for {} s; they wait in the outbox and are rung again: {}",
                  away.toSeconds(),
                  why));
    }
  }
}
