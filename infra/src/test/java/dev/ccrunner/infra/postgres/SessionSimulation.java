package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.wire.DispatchBell;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Clients, workers that crash, and reapers, all at once, on a few sessions and in an order that a
 * seed and the scheduler decide. Bells get lost, too. After each claim the promises are checked;
 * and that all waits for each other would end here, since PostgreSQL refuses one who waits in a
 * circle.
 */
final class SessionSimulation {
  private static final int ACTORS = 8;
  private static final int SESSIONS = 6;
  private static final int RUNS = 150;
  private static final int MOST_ROUNDS = 4 * RUNS;
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final Database database;
  private final long seed;
  private final boolean sweeping;
  private final List<SessionId> sessions = new ArrayList<>();
  private final List<ApiKeyId> keys;
  private final List<RunId> runs = new CopyOnWriteArrayList<>();
  private final AtomicInteger submitted = new AtomicInteger();
  private final ConcurrentLinkedQueue<RunId> bells = new ConcurrentLinkedQueue<>();

  /** By session, the number of the run that was claimed last. */
  private final Map<SessionId, Long> newest = new ConcurrentHashMap<>();

  /**
   * @param sweeping whether somebody looks now and then for what nobody has noticed
   */
  SessionSimulation(Database database, List<ApiKeyId> keys, boolean sweeping, long seed) {
    this.database = database;
    this.keys = keys;
    this.sweeping = sweeping;
    this.seed = seed;
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(database.session());
    }
  }

  void play() throws Exception {
    List<Future<?>> actors = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ACTORS; i++) {
        var random = new Random(seed * ACTORS + i);
        actors.add(threads.submit(() -> act(random)));
      }
      for (var actor : actors) {
        actor.get();
      }
    }
    comeToRest();
    check();
  }

  private void act(Random random) {
    while (submitted.get() < RUNS) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> submit(random);
        case 3, 4, 5, 6 -> work(random);
        case 7 -> cancel(random);
        case 8 -> reap(random);
        case 9 -> database.expiry.expire(Database.NOON, 5);
        case 10 -> timePasses(random);
        default -> lookAgain();
      }
    }
  }

  private void submit(Random random) {
    submitted.incrementAndGet();
    var session = sessions.get(random.nextInt(SESSIONS));
    var key = keys.get(random.nextInt(keys.size()));
    @Nullable Duration expires = random.nextInt(6) == 0 ? AT_ONCE : null;
    runs.add(database.queuedIn(session, key, expires));
    if (random.nextInt(5) == 0) {
      runs.add(database.queuedBy(key));
    }
  }

  /** Takes a bell, loses it, or makes something of it. */
  private void work(Random random) {
    bells.addAll(ring());
    var bell = bells.poll();
    if (bell == null || random.nextInt(10) == 0) {
      return;
    }
    var lease =
        database.leases.claim(database.team, bell, Database.worker(), Database.TTL, "bwrap");
    lease.ifPresent(claimed -> {
      checkOrder(claimed);
      if (random.nextInt(4) > 0) {
        database.leases.settle(database.end(claimed, BigDecimal.ZERO));
      } // else the worker dies
    });
  }

  private void checkOrder(RunLease lease) {
    var place = lease.session();
    if (place == null) {
      return;
    }
    assertThat(active()).as("sessions with two runs at once").isEmpty();
    newest.merge(
        place.id(),
        place.number(),
        (before, now) -> {
          assertThat(now).as("order of %s", place.id()).isGreaterThanOrEqualTo(before);
          return now;
        });
  }

  private List<String> active() {
    return database
        .db
        .resultQuery(
            """
            select session_id::text from run
            where session_id is not null and lease_owner is not null
            group by session_id having count(*) > 1
            """)
        .fetch(row -> String.valueOf(row.get(0)));
  }

  private void cancel(Random random) {
    var all = List.copyOf(runs);
    if (!all.isEmpty()) {
      var run = all.get(random.nextInt(all.size()));
      database.ledger.cancel(database.team, run, "enough", Database.NOON);
    }
  }

  private void reap(Random random) {
    for (var lost : database.reaping.takeOver(UUID.randomUUID(), Database.TTL, 3)) {
      if (lost.cancelReason() == null && random.nextBoolean()) {
        database.requeue(lost);
      } else {
        database.endLost(lost);
      }
    }
  }

  /** For one run, whose worker is lost, or lives and is fenced. */
  private void timePasses(Random random) {
    var all = List.copyOf(runs);
    if (!all.isEmpty()) {
      database.db.execute(
          "update run set lease_until = now() - interval '1 second'"
              + " where lease_until is not null and id = {0}",
          DSL.val(all.get(random.nextInt(all.size())).value()));
    }
  }

  private void lookAgain() {
    database.reaping.releaseAgain(Duration.ZERO, 5).forEach(bell -> bells.add(bell.runId()));
    if (sweeping) {
      database.held.callAll();
    }
  }

  private List<RunId> ring() {
    return database
        .db
        .resultQuery("delete from outbox returning payload")
        .fetch(row ->
            DispatchBell.decode(String.valueOf(row.get(0, String.class))).orElseThrow().runId());
  }

  /** From here on no worker dies, and bells that were lost are rung again. */
  private void comeToRest() {
    var random = new Random(seed);
    for (int round = 0; round < MOST_ROUNDS && open() > 0; round++) {
      database.endLeases();
      reap(random);
      database.expiry.expire(Database.NOON, RUNS);
      lookAgain();
      bells.addAll(ring());
      for (var bell = bells.poll(); bell != null; bell = bells.poll()) {
        database
            .leases
            .claim(database.team, bell, Database.worker(), Database.TTL, "bwrap")
            .ifPresent(claimed -> {
              checkOrder(claimed);
              database.leases.settle(database.end(claimed, BigDecimal.ZERO));
            });
      }
    }
  }

  private int open() {
    return database.db.fetchCount(DSL.table("run"), DSL.condition("finished_at is null"));
  }

  private List<String> left() {
    return database
        .db
        .resultQuery(
            """
            select concat_ws(' ', id, status, session_number, attempt, released_at, held_by, reason)
            from (select *, status_reason as reason from run where finished_at is null) as open
            """)
        .fetch(row -> String.valueOf(row.get(0)));
  }

  private void check() {
    assertThat(left()).as("runs that have not ended, with seed %d", seed).isEmpty();
    for (var session : sessions) {
      var stored = database.sessions.find(database.team, session).orElseThrow();
      assertThat(stored.status()).isEqualTo(SessionStatus.IDLE);
      assertThat(stored.current()).isEqualTo(stored.runs() + 1);
    }
  }

  static List<ApiKeyId> keys(int count) {
    var keys = new ArrayList<ApiKeyId>();
    for (int i = 0; i < count; i++) {
      keys.add(new ApiKeyId(TimeOrderedIds.next()));
    }
    return keys;
  }
}
