package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN_EVENT;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.generated.tables.records.RunEventRecord;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.RowCountQuery;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Writes and reads rows of the table {@code run_event}. */
final class EventRows {
  // Once: jOOQ would derive them from the arrays anew for each statement, by regular expressions.
  private static final DataType<UUID[]> IDS = SQLDataType.UUID.array();
  private static final DataType<Long[]> NUMBERS = SQLDataType.BIGINT.array();
  private static final DataType<Integer[]> COUNTS = SQLDataType.INTEGER.array();
  private static final DataType<String[]> TEXTS = SQLDataType.VARCHAR.array();
  private static final DataType<OffsetDateTime[]> TIMES = SQLDataType.OFFSETDATETIME.array();

  private EventRows() {}

  /**
   * Adds events of one team. A row that is there already stays: its writer held the lease, and is
   * only saying again what it could not know had arrived.
   */
  static void insert(DSLContext db, TeamId team, Collection<RunEvent> events) {
    if (!events.isEmpty()) {
      insertion(db, team, events).execute();
    }
  }

  /** The same as a statement, to be part of another. */
  static RowCountQuery insertion(DSLContext db, TeamId team, Collection<RunEvent> events) {
    var ids = new UUID[events.size()];
    var seqs = new Long[events.size()];
    var attempts = new Integer[events.size()];
    var types = new String[events.size()];
    var times = new OffsetDateTime[events.size()];
    var texts = new String[events.size()];
    int i = 0;
    for (var event : events) {
      ids[i] = event.runId().value();
      seqs[i] = event.seq();
      attempts[i] = event.attempt();
      types[i] = event.type();
      times[i] = event.at().atOffset(ZoneOffset.UTC);
      texts[i] = event.json();
      i++;
    }
    // One statement of fixed text however many rows: arrays are unnested, so the plan is made once.
    return db.query(
        """
        insert into run_event (team_id, run_id, seq, attempt, type, at, json)
        select {0}, e.* from unnest({1}, {2}, {3}, {4}, {5}, {6}) as e
        on conflict do nothing
        """,
        DSL.val(team.value()),
        DSL.val(ids, IDS),
        DSL.val(seqs, NUMBERS),
        DSL.val(attempts, COUNTS),
        DSL.val(types, TEXTS),
        DSL.val(times, TIMES),
        DSL.val(texts, TEXTS));
  }

  static List<RunEvent> read(DSLContext db, TeamId team, RunId run, long after, int limit) {
    return db.selectFrom(RUN_EVENT)
        .where(
            RUN_EVENT.TEAM_ID.eq(team.value()),
            RUN_EVENT.RUN_ID.eq(run.value()),
            RUN_EVENT.SEQ.gt(after))
        .orderBy(RUN_EVENT.SEQ)
        .limit(limit)
        .fetch(EventRows::read);
  }

  private static RunEvent read(RunEventRecord row) {
    return new RunEvent(
        new RunId(row.getRunId()),
        row.getSeq(),
        row.getAttempt(),
        row.getType(),
        row.getAt().toInstant(),
        row.getJson());
  }
}
