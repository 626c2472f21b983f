package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.transaction.support.TransactionTemplate;

/** The log of every run, for ever. */
public class EventStore {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  EventStore(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** Up to {@code limit} events after number {@code after}, in order. */
  public List<RunEvent> read(TeamId team, RunId run, long after, int limit) {
    return EventRows.read(db, team, run, after, limit);
  }

  /**
   * Adds what a worker's runs have said, all runs in one transaction; nothing of a lease that is
   * lost. Safe to repeat.
   *
   * @return the leases whose events are stored now; the others are lost
   */
  public Set<LeaseKey> append(Collection<EventBatch> batches) {
    return transactions.execute(_ -> appendNow(batches));
  }

  private Set<LeaseKey> appendNow(Collection<EventBatch> batches) {
    // Rows are locked in the order of their ids, so that two workers' batches cannot wait for each
    // other.
    var ordered =
        batches.stream()
            .sorted(java.util.Comparator.comparing((EventBatch b) -> b.key().runId().value()))
            .toList();
    var accepted = new HashSet<LeaseKey>(advance(ordered));
    var byTeam =
        ordered.stream()
            .filter(batch -> accepted.contains(batch.key()))
            .collect(Collectors.groupingBy(batch -> batch.key().teamId()));
    byTeam.forEach((team, of) ->
        EventRows.insert(db, team, of.stream().flatMap(batch -> batch.events().stream()).toList()));
    return accepted;
  }

  /**
   * The fence: a run row advances only for the epoch that holds it, and only its events are let in
   * afterwards.
   */
  private List<LeaseKey> advance(List<EventBatch> batches) {
    return db.resultQuery(
            """
            update run
            set last_seq = b.last_seq, log_bytes = b.log_bytes, log_crc32 = b.log_crc32
            from unnest({0}, {1}, {2}, {3}, {4}, {5})
              as b (team_id, id, epoch, last_seq, log_bytes, log_crc32)
            where run.team_id = b.team_id and run.id = b.id and run.epoch = b.epoch
              and run.lease_owner is not null
            returning run.team_id, run.id, run.epoch
            """,
            DSL.val(batches.stream().map(b -> b.key().teamId().value()).toArray(UUID[]::new)),
            DSL.val(batches.stream().map(b -> b.key().runId().value()).toArray(UUID[]::new)),
            DSL.val(batches.stream().map(b -> b.key().epoch()).toArray(Long[]::new)),
            DSL.val(batches.stream().map(b -> b.events().getLast().seq()).toArray(Long[]::new)),
            DSL.val(batches.stream().map(b -> b.log().bytes()).toArray(Long[]::new)),
            DSL.val(batches.stream().map(b -> b.log().crc32()).toArray(Long[]::new)))
        .fetch(row ->
            new LeaseKey(
                new TeamId(row.get(0, UUID.class)),
                new RunId(row.get(1, UUID.class)),
                row.get(2, Long.class)));
  }
}
