package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.WORKER;

import dev.ccrunner.worker.WorkerId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The workers there are. For people and dashboards: no claim and no lease asks it. */
public class WorkerRegistry {
  private static final String ACTIVE = "active";
  private static final String DRAINING = "draining";
  private static final String GONE = "gone";

  private final DSLContext db;

  WorkerRegistry(DSLContext db) {
    this.db = db;
  }

  /** Enters a worker that has just started. */
  public void register(WorkerRegistration worker) {
    db.insertInto(WORKER)
        .set(WORKER.ID, worker.id().value())
        .set(WORKER.NAME, worker.name())
        .set(WORKER.STATE, ACTIVE)
        .set(WORKER.SLOTS, worker.slots())
        .set(WORKER.CLI_VERSION, worker.cliVersion())
        .set(WORKER.SANDBOX_LEVEL, worker.sandboxLevel())
        .set(WORKER.MODEL, worker.model())
        .execute();
  }

  /**
   * Notes that the worker is alive, in {@code state}, with {@code busy} runs.
   *
   * @return whether somebody wants it to drain; it is shown as draining from then on, whatever it
   *     says
   */
  public boolean seen(WorkerId worker, String state, int busy) {
    return db.update(WORKER)
        .set(
            WORKER.STATE,
            DSL.when(WORKER.DRAIN_REQUESTED_AT.isNotNull(), DRAINING).otherwise(state))
        .set(WORKER.BUSY, busy)
        .set(WORKER.SEEN_AT, DSL.currentOffsetDateTime())
        .where(WORKER.ID.eq(worker.value()))
        .returningResult(WORKER.DRAIN_REQUESTED_AT)
        .fetchOptional(WORKER.DRAIN_REQUESTED_AT)
        .isPresent();
  }

  /** Notes that the worker has ended. */
  public void gone(WorkerId worker) {
    db.update(WORKER)
        .set(WORKER.STATE, GONE)
        .set(WORKER.BUSY, 0)
        .set(WORKER.SEEN_AT, DSL.currentOffsetDateTime())
        .where(WORKER.ID.eq(worker.value()))
        .execute();
  }

  /**
   * Notes that the worker is to take no more runs; again, it changes nothing. Empty: none of that
   * id was seen in the last {@code within}.
   */
  public Optional<WorkerRecord> requestDrain(WorkerId worker, Duration within) {
    return db.update(WORKER)
        .set(
            WORKER.DRAIN_REQUESTED_AT,
            DSL.coalesce(WORKER.DRAIN_REQUESTED_AT, DSL.currentOffsetDateTime()))
        .set(WORKER.STATE, DRAINING)
        .where(WORKER.ID.eq(worker.value()), isAlive(within))
        .returning()
        .fetchOptional(WorkerRegistry::read);
  }

  /**
   * All workers seen in the last {@code within}, the newest first; one that has ended is not among
   * them.
   */
  public List<WorkerRecord> alive(Duration within) {
    return db.selectFrom(WORKER)
        .where(isAlive(within))
        .orderBy(WORKER.ID.desc())
        .fetch(WorkerRegistry::read);
  }

  private static Condition isAlive(Duration within) {
    return WORKER.STATE.ne(GONE).and(WORKER.SEEN_AT.gt(Intervals.fromNow(within.negated())));
  }

  private static WorkerRecord read(
      dev.ccrunner.infra.postgres.generated.tables.records.WorkerRecord row) {
    return new WorkerRecord(
        new WorkerId(row.getId()),
        row.getName(),
        row.getState(),
        row.getSlots(),
        row.getBusy(),
        row.getCliVersion(),
        row.getSandboxLevel(),
        row.getModel(),
        row.getStartedAt().toInstant(),
        row.getSeenAt().toInstant());
  }

  /** Forgets workers unseen for {@code longerThan}. */
  public int forget(Duration longerThan) {
    return db.deleteFrom(WORKER)
        .where(WORKER.SEEN_AT.lt(Intervals.fromNow(longerThan.negated())))
        .execute();
  }
}
