package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs that have waited in the queue for longer than they wanted to. A claim takes none of them, so
 * it does not matter how soon they are found.
 */
public class QueueExpiry {
  private static final RunOutcome EXPIRED =
      new RunOutcome.Failed(
          RunFailure.of(
              FailureCode.EXPIRED, "No worker was free before queue.expires_after was over."));

  private final DSLContext db;
  private final TransactionTemplate transactions;

  QueueExpiry(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /**
   * Ends up to {@code limit} of them, in one transaction. One gateway at a time does so: it holds
   * several runs that end, and of two who each held some of two sessions each could wait for the
   * other (see {@link SessionOrder}). Another one answers that there are none.
   *
   * @param at the time of the last event, for people
   */
  public List<EndedRun> expire(Instant at, int limit) {
    return Objects.requireNonNull(
        transactions.execute(_ -> alone() ? expireNow(at, limit) : List.of()));
  }

  private boolean alone() {
    return db.resultQuery("select pg_try_advisory_xact_lock(hashtextextended('ccr.expiry', 1))")
        .fetchSingle(0, Boolean.class);
  }

  private List<EndedRun> expireNow(Instant at, int limit) {
    var expired =
        db.selectFrom(RUN)
            .where(
                RUN.STATUS.eq(RunStatus.QUEUED.wireName()),
                RUN.ATTEMPT.eq(0),
                RUN.EXPIRES_AT.le(DSL.currentOffsetDateTime()))
            .orderBy(RUN.EXPIRES_AT)
            .limit(limit)
            .forUpdate()
            .skipLocked()
            .fetch(RunRows::read);
    var ended = expired.stream().map(run -> UnclaimedEnd.end(db, run, EXPIRED, at)).toList();
    expired.stream()
        .flatMap(run -> Stream.ofNullable(run.session()).map(place -> new Left(run, place)))
        .sorted(Comparator.comparing(left -> left.place().session().value()))
        .forEach(left -> SessionOrder.ended(db, left.run().teamId(), left.place()));
    return ended;
  }

  /** A run that has ended in its session. */
  private record Left(StoredRun run, SessionPlace place) {}
}
