package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.kafka.DispatchBells;
import dev.ccrunner.infra.postgres.Outbox;
import dev.ccrunner.infra.postgres.OutboxRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Rings the bells of runs that were just accepted, and deletes them from the outbox when Kafka has
 * them. Only makes things quick: whatever is dropped here is still in the outbox, and the relay
 * sends it. So nobody waits for it, and what waits for a slow Kafka is bounded.
 */
@Component
public final class BellRinger implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(BellRinger.class);
  private static final int BATCH = 500;
  private static final int MAX_TAKEN = 10_000;

  private final DispatchBells bells;
  private final Outbox outbox;
  private final Semaphore inFlight;
  private final Faults faults;

  /**
   * Grows while PostgreSQL is slower than Kafka. One that finds no room stays in the outbox, and
   * rings once more.
   */
  private final BlockingQueue<UUID> taken = new LinkedBlockingQueue<>(MAX_TAKEN);

  private @Nullable ExecutorService threads;

  BellRinger(DispatchBells bells, Outbox outbox, DispatchSettings settings, Faults faults) {
    this.faults = faults;
    this.bells = bells;
    this.outbox = outbox;
    this.inFlight = new Semaphore(settings.maxBellsInFlight());
  }

  /** Rings without waiting: Kafka's client may block for a while when it knows no broker. */
  public void ring(OutboxRecord bell) {
    ExecutorService running = threads();
    if (running == null || !inFlight.tryAcquire()) {
      return;
    }
    running.execute(() -> send(bell));
  }

  private void send(OutboxRecord bell) {
    var _ =
        deliver(bell)
            .whenComplete((_, failure) -> {
              inFlight.release();
              if (failure == null) {
                faults.reach(FaultPoint.BELL_RUNG);
                boolean _ = taken.offer(bell.id());
              } else {
                log.debug("Kafka did not take a bell; the relay sends it", failure);
              }
            });
  }

  /** Sends one bell and says whether Kafka has it; the outbox is the caller's business. */
  CompletableFuture<Void> deliver(OutboxRecord bell) {
    return bells.ring(bell.topic(), bell.key(), bell.payload());
  }

  private void forgetTaken() {
    var batch = new ArrayList<UUID>();
    try {
      while (true) {
        batch.add(taken.take());
        taken.drainTo(batch, BATCH - 1);
        delete(batch);
        batch.clear();
      }
    } catch (InterruptedException e) {
      taken.drainTo(batch);
      delete(batch);
    }
  }

  private void delete(List<UUID> batch) {
    try {
      outbox.delete(batch);
    } catch (RuntimeException e) {
      log.warn("Could not delete {} bells that rang; the relay rings them again", batch.size(), e);
    }
  }

  @Override
  public synchronized void start() {
    if (threads == null) {
      threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("bell-", 0).factory());
      threads.execute(this::forgetTaken);
    }
  }

  @Override
  public void stop() {
    ExecutorService running;
    synchronized (this) {
      running = threads;
      threads = null;
    }
    if (running != null) {
      running.shutdownNow();
      running.close();
    }
  }

  private synchronized @Nullable ExecutorService threads() {
    return threads;
  }

  @Override
  public boolean isRunning() {
    return threads() != null;
  }
}
