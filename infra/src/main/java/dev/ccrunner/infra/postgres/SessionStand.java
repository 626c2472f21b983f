package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Where a session stands when a run of it is claimed: at the end of the last earlier run that was
 * ever claimed. Its epoch says which attempt ended it; a run that was taken from its worker has a
 * later one. Nobody changes any of that any more, so it needs no lock.
 */
final class SessionStand {
  /** The earlier run, of which {@code what} is asked. */
  private static final String LAST =
      """
      (select %s from run earlier
       where earlier.team_id = run.team_id and earlier.session_id = run.session_id
         and earlier.session_number < run.session_number and earlier.attempt > 0
       order by earlier.session_number desc limit 1)
      """;

  static final Field<UUID> RUN_ID =
      DSL.field(LAST.formatted("earlier.id"), UUID.class).as("stand_run");
  static final Field<Long> EPOCH =
      DSL.field(LAST.formatted("earlier.epoch"), Long.class).as("stand_epoch");

  /** Who keeps Claude Code there, as far as it has said and is alive. */
  private static final String KEEPER =
      """
      select keeper.id
      from %s as last
      join worker keeper on keeper.id = last.worker_id
      where last.warm_until > now() and keeper.id <> {0} and keeper.state = 'active'
        and keeper.seen_at > now() - {1}
      """
          .formatted(LAST.formatted("earlier.worker_id, earlier.warm_until"));

  private SessionStand() {}

  /** What a row says that was asked for both fields. */
  static @Nullable LeaseKey of(TeamId team, Record row) {
    var run = row.get(RUN_ID);
    return run == null ? null : new LeaseKey(team, new RunId(run), row.get(EPOCH));
  }

  /**
   * That no other worker keeps the Claude Code with which the run could go on. Only of a first
   * attempt: a second one goes on from what the first has done.
   */
  static Condition keptByNobodyBut(WorkerId worker, Field<?> aliveWithin) {
    return DSL.condition(
        "(run.session_id is null or run.attempt > 0 or not exists (" + KEEPER + "))",
        DSL.val(worker.value()),
        aliveWithin);
  }

  /** Who that is. */
  static Field<UUID> keeperBut(WorkerId worker, Field<?> aliveWithin) {
    return DSL.field("(" + KEEPER + ")", UUID.class, DSL.val(worker.value()), aliveWithin);
  }
}
