package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;

import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.run.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** The end of a run that nobody holds: status, last event and checksum at once. */
final class UnclaimedEnd {
  private UnclaimedEnd() {}

  /** In a transaction that has locked the run's row and seen that it is queued. */
  static EndedRun end(DSLContext db, StoredRun run, RunOutcome outcome, Instant at) {
    var terminal =
        LifecycleEvents.ended(run.id(), run.lastSeq() + 1, run.attempt(), at, outcome, run.log());
    var log = run.log().plus(terminal);
    var row =
        db.update(RUN)
            .set(RUN.STATUS, outcome.transition().to().wireName())
            .set(RUN.EPOCH, RUN.EPOCH.plus(1))
            .set(RUN.FINISHED_AT, DSL.currentOffsetDateTime())
            .set(RUN.PLACE_KEPT, false)
            .set(RUN.HELD_BY, (UUID) null)
            .set(RUN.LAST_SEQ, terminal.seq())
            .set(RUN.LOG_BYTES, log.bytes())
            .set(RUN.LOG_CRC32, log.crc32());
    if (outcome instanceof RunOutcome.Failed(var failure)) {
      row =
          row.set(RUN.FAILURE_CODE, failure.code().wireName())
              .set(RUN.FAILURE_MESSAGE, failure.message());
    }
    long epoch =
        row.where(RUN.TEAM_ID.eq(run.teamId().value()), RUN.ID.eq(run.id().value()))
            .returningResult(RUN.EPOCH)
            .fetchSingle(RUN.EPOCH);
    EventRows.insert(db, run.teamId(), List.of(terminal));
    return new EndedRun(new LeaseKey(run.teamId(), run.id(), epoch), terminal);
  }
}
