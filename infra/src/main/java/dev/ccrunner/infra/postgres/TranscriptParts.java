package dev.ccrunner.infra.postgres;

import dev.ccrunner.infra.postgres.TranscriptBatch.Part;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What has been said in sessions since their conversations were last stored as a whole: what is
 * left of a run whose worker is lost.
 */
public class TranscriptParts {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  TranscriptParts(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /**
   * Adds what the runs of a worker have written, all in one transaction; nothing of a lease that is
   * lost. Safe to repeat.
   *
   * @return the leases whose parts are stored now; the others are lost
   */
  public Set<LeaseKey> append(Collection<TranscriptBatch> batches) {
    return Objects.requireNonNull(transactions.execute(_ -> appendNow(batches)));
  }

  private Set<LeaseKey> appendNow(Collection<TranscriptBatch> batches) {
    var held = new HashSet<>(held(batches.stream().map(TranscriptBatch::key).toList()));
    var rows =
        batches.stream()
            .filter(batch -> held.contains(batch.key()))
            .flatMap(batch -> batch.parts().stream().map(part -> new Row(batch, part)))
            .toList();
    if (!rows.isEmpty()) {
      insert(rows);
    }
    return held;
  }

  /** Locked in the order of their ids, so that two workers' batches cannot wait for each other. */
  private List<LeaseKey> held(List<LeaseKey> keys) {
    return db.resultQuery(
            """
            select run.team_id, run.id, run.epoch
            from run join unnest({0}, {1}, {2}) as b (team_id, id, epoch)
              on run.team_id = b.team_id and run.id = b.id and run.epoch = b.epoch
            where run.lease_owner is not null
            order by run.id
            for share of run
            """,
            DSL.val(keys.stream().map(key -> key.teamId().value()).toArray(UUID[]::new)),
            DSL.val(keys.stream().map(key -> key.runId().value()).toArray(UUID[]::new)),
            DSL.val(keys.stream().map(LeaseKey::epoch).toArray(Long[]::new)))
        .fetch(row ->
            new LeaseKey(
                new TeamId(row.get(0, UUID.class)),
                new RunId(row.get(1, UUID.class)),
                row.get(2, Long.class)));
  }

  private void insert(List<Row> rows) {
    db.execute(
        """
        insert into transcript_part (team_id, session_id, number, epoch, no, file, entries)
        select * from unnest({0}, {1}, {2}, {3}, {4}, {5}, {6})
        on conflict do nothing
        """,
        DSL.val(rows.stream().map(row -> row.of.key().teamId().value()).toArray(UUID[]::new)),
        DSL.val(rows.stream().map(row -> row.of.session().value()).toArray(UUID[]::new)),
        DSL.val(rows.stream().map(row -> row.of.number()).toArray(Long[]::new)),
        DSL.val(rows.stream().map(row -> row.of.key().epoch()).toArray(Long[]::new)),
        DSL.val(rows.stream().map(row -> row.part.no()).toArray(Integer[]::new)),
        DSL.val(rows.stream().map(row -> row.part.file()).toArray(String[]::new)),
        DSL.val(rows.stream().map(row -> row.part.entries()).toArray(String[]::new)));
  }

  /**
   * Up to {@code limit} parts of the session in order.
   *
   * @param after the last one that is known; null: from the first on
   */
  public List<TranscriptPart> read(
      TeamId team, SessionId session, @Nullable TranscriptPart after, int limit) {
    return db.resultQuery(
            """
            select number, epoch, no, file, entries from transcript_part
            where team_id = {0} and session_id = {1} and (number, epoch, no) > ({2}, {3}, {4})
            order by number, epoch, no limit {5}
            """,
            DSL.val(team.value()),
            DSL.val(session.value()),
            DSL.val(after == null ? -1L : after.number()),
            DSL.val(after == null ? -1L : after.epoch()),
            DSL.val(after == null ? -1 : after.part().no()),
            DSL.val(limit))
        .fetch(row ->
            new TranscriptPart(
                row.get(0, Long.class),
                row.get(1, Long.class),
                new Part(
                    row.get(2, Integer.class),
                    row.get(3, String.class),
                    row.get(4, String.class))));
  }

  /** Before all that runs of the new session will say, whatever their numbers were. */
  void copy(TeamId team, SessionId from, SessionId to) {
    db.execute(
        """
        insert into transcript_part (team_id, session_id, number, epoch, no, file, entries)
        select team_id, {2}, 0, row_number() over (order by number, epoch, no), 1, file, entries
        from transcript_part where team_id = {0} and session_id = {1}
        """,
        DSL.val(team.value()), DSL.val(from.value()), DSL.val(to.value()));
  }

  private record Row(TranscriptBatch of, Part part) {}
}
