package dev.ccrunner.chaos;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** The clients' side: orders at a steady rate, each watched to its end, some cancelled. */
final class Traffic implements AutoCloseable {
  private final Client client;
  private final long seed;
  private final Narrator narrator;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Integer, Set<String>> answered = new ConcurrentHashMap<>();
  private final Collection<Watched> watched = new ConcurrentLinkedQueue<>();
  private final AtomicInteger unanswered = new AtomicInteger();

  Traffic(Client client, long seed, Narrator narrator) {
    this.client = client;
    this.seed = seed;
    this.narrator = narrator;
  }

  /** Returns after the last one was sent, not after it was answered. */
  void send(List<Order> orders, Duration between) {
    long next = System.nanoTime();
    for (var order : orders) {
      for (long wait = next - System.nanoTime(); wait > 0; wait = next - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      place(order);
      next += between.toNanos();
    }
  }

  /** Sends one and sees to it; answers at once. */
  void place(Order order) {
    unanswered.incrementAndGet();
    threads.execute(() -> {
      try {
        follow(order);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        narrator.tell("order %d: the client broke: %s", order.number(), e);
      }
    });
  }

  private void follow(Order order) throws InterruptedException {
    long own = seed * 1_000_003 + order.number();
    var runs = submitted(order, own);
    unanswered.decrementAndGet();
    if (runs.isEmpty()) {
      return;
    }
    answered.put(order.number(), runs);
    for (var run : runs) {
      order
          .cancelAfter()
          .ifPresent(after ->
              threads.execute(() -> {
                LockSupport.parkNanos(after.toNanos());
                client.cancel(run, order.number());
              }));
      watched.add(client.watch(run, own));
    }
  }

  private Set<String> submitted(Order order, long own) throws InterruptedException {
    if (order.talk().isEmpty()) {
      return client.submit(order, own);
    }
    var session = client.session(order.talk().get());
    return session.isEmpty() ? Set.of() : client.submit(order.in(session), own);
  }

  /** Until every order was answered and every client has seen the end; at most so long. */
  boolean settle(Duration within) throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (System.nanoTime() < end) {
      int due = answered.values().stream().mapToInt(Set::size).sum();
      if (unanswered.get() == 0 && watched.size() == due) {
        return true;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return false;
  }

  Map<Integer, Set<String>> answered() {
    return new HashMap<>(answered);
  }

  List<Watched> watched() {
    return List.copyOf(watched);
  }

  /** Clients break off wherever they are; what they saw counts. */
  void giveUp() {
    client.giveUp();
    threads.shutdownNow();
    threads.close();
  }

  @Override
  public void close() {
    giveUp();
  }
}
