package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.wire.DispatchBell;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * What becomes of runs whose worker is lost. In two steps, since between them the tail of the log
 * is fetched from Redis: first the reaper takes the lease itself, which fences the old worker out;
 * then it requeues or ends the run, as a worker would (see {@link RunLeases}). A reaper that dies
 * in between lets its own lease run out, and the next one begins again.
 */
public class LeaseReaping {
  private final DSLContext db;

  LeaseReaping(DSLContext db) {
    this.db = db;
  }

  /**
   * Takes over up to {@code limit} runs whose lease has ended, as {@code reaper}, for {@code ttl}.
   */
  public List<LostRun> takeOver(UUID reaper, Duration ttl, int limit) {
    return db.resultQuery(
            """
            update run
            set epoch = epoch + 1, lease_until = now() + {1}, lease_owner = {0},
                lost_workers = lost_workers + case when lease_owner = worker_id then 1 else 0 end
            where (team_id, id) in (
              select team_id, id from run where lease_until < now()
              order by lease_until limit {2} for update skip locked)
            returning team_id, id, epoch, attempt, lost_workers, spec,
              case when cancel_requested_at is not null then coalesce(cancel_reason, '') end,
              last_seq, log_bytes, log_crc32, usage_by_model, cost_usd
            """,
            DSL.val(reaper), Intervals.of(ttl), DSL.val(limit))
        .fetch(row ->
            new LostRun(
                new LeaseKey(
                    new TeamId(row.get(0, UUID.class)),
                    new RunId(row.get(1, UUID.class)),
                    row.get(2, Long.class)),
                row.get(3, Integer.class),
                row.get(4, Integer.class),
                StoredJson.spec(row.get(5, String.class)),
                row.get(6, String.class),
                RunRows.usage(row.get(10, String.class), row.get(11, BigDecimal.class)),
                row.get(7, Long.class),
                new LogChecksum(row.get(8, Long.class), row.get(9, Long.class))));
  }

  /**
   * Releases again up to {@code limit} runs that were released longer than {@code after} ago and
   * that nobody has claimed: their bell was lost. Answers them; it is for the caller to ring.
   */
  public List<DispatchBell> releaseAgain(Duration after, int limit) {
    return db.resultQuery(
            """
            update run set released_at = now()
            where (team_id, id) in (
              select team_id, id from run
              where status = {0} and released_at < now() - {1}
              order by released_at limit {2} for update skip locked)
            returning team_id, id
            """,
            DSL.val(RunStatus.QUEUED.wireName()), Intervals.of(after), DSL.val(limit))
        .fetch(row ->
            new DispatchBell(
                new TeamId(row.get(0, UUID.class)), new RunId(row.get(1, UUID.class))));
  }
}
