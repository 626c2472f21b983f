package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.postgres.StoredSnapshot.Kind;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The workspaces that sessions go on with, as chains of archives in the blob store. What a worker
 * writes is fenced by its epoch.
 */
public class SessionSnapshots {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  SessionSnapshots(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /**
   * What the workspace is made of again, in order: the baseline if there is one, the last full
   * archive and what has changed since. Empty: none was kept.
   */
  public List<StoredSnapshot> chain(TeamId team, SessionId session) {
    return chain(team, session, Long.MAX_VALUE);
  }

  /** The same as the run left it at its end; empty: that is not kept any more. */
  List<StoredSnapshot> chain(TeamId team, SessionId session, RunId run) {
    return endOf(team, session, run).map(end -> chain(team, session, end)).orElse(List.of());
  }

  /** The same as it was with number {@code upTo}. */
  private List<StoredSnapshot> chain(TeamId team, SessionId session, long upTo) {
    return db.resultQuery(
            """
            select no, kind, run_id, at_end, about, blob_key, sha256, bytes
            from session_snapshot
            where team_id = {0} and session_id = {1} and no <= {2}
              and (kind = 'baseline' or base = (
                select base from session_snapshot
                where team_id = {0} and session_id = {1} and no <= {2} and kind <> 'baseline'
                order by no desc limit 1))
            order by kind <> 'baseline', no
            """,
            DSL.val(team.value()), DSL.val(session.value()), DSL.val(upTo))
        .fetch(row ->
            new StoredSnapshot(
                row.get(0, Long.class),
                Kind.ofWireName(row.get(1, String.class)),
                new RunId(row.get(2, UUID.class)),
                row.get(3, Boolean.class),
                row.get(4, String.class),
                new StoredBlob(
                    row.get(5, String.class), row.get(6, String.class), row.get(7, Long.class))));
  }

  /**
   * Adds an archive to the session's chain; a full one begins a chain, and chains before the last
   * {@code keepChains} go.
   *
   * @param snapshot its number is not looked at
   * @return false when the lease is lost; nothing has been written then
   */
  public boolean add(LeaseKey key, SessionId session, StoredSnapshot snapshot, int keepChains) {
    return Boolean.TRUE.equals(
        transactions.execute(_ -> {
          if (!Fence.held(db, key)) {
            return false;
          }
          if (snapshot.kind() == Kind.BASELINE) {
            forgetBaseline(key.teamId(), session);
          }
          insert(key, session, snapshot);
          if (snapshot.kind() == Kind.FULL) {
            forgetChains(key.teamId(), session, keepChains);
          }
          return true;
        }));
  }

  private void insert(LeaseKey key, SessionId session, StoredSnapshot snapshot) {
    db.execute(
        """
        insert into session_snapshot (team_id, session_id, no, run_id, epoch, kind, base, at_end,
          about, blob_key, sha256, bytes)
        select {0}, {1}, last.no + 1, {2}, {3}, {4},
          case when {4} = 'incremental' then last.base else last.no + 1 end,
          {5}, {6}, {7}, {8}, {9}
        from (
          select coalesce(max(no), 0) as no,
            coalesce(max(base) filter (where kind <> 'baseline'), 0) as base
          from session_snapshot where team_id = {0} and session_id = {1}) as last
        """,
        DSL.val(key.teamId().value()),
        DSL.val(session.value()),
        DSL.val(key.runId().value()),
        DSL.val(key.epoch()),
        DSL.val(snapshot.kind().wireName()),
        DSL.val(snapshot.atEnd()),
        DSL.val(snapshot.aboutJson()),
        DSL.val(snapshot.blob().key()),
        DSL.val(snapshot.blob().sha256()),
        DSL.val(snapshot.blob().bytes()));
  }

  /** One of an attempt that never got to archive a workspace. */
  private void forgetBaseline(TeamId team, SessionId session) {
    db.execute(
        """
        delete from session_snapshot
        where team_id = {0} and session_id = {1} and kind = 'baseline'
        """,
        DSL.val(team.value()), DSL.val(session.value()));
  }

  private void forgetChains(TeamId team, SessionId session, int keepChains) {
    db.execute(
        """
        delete from session_snapshot
        where team_id = {0} and session_id = {1} and kind <> 'baseline' and base < (
          select min(no) from (
            select no from session_snapshot
            where team_id = {0} and session_id = {1} and kind = 'full'
            order by no desc limit {2}) as kept)
        """,
        DSL.val(team.value()), DSL.val(session.value()), DSL.val(keepChains));
  }

  /**
   * Gives another session the chain that this one has.
   *
   * @return whether it did; false when some of it went meanwhile, and the caller's transaction has
   *     to be undone
   */
  boolean copy(TeamId team, SessionId from, List<StoredSnapshot> chain, SessionId to) {
    int copied =
        db.execute(
            """
            insert into session_snapshot (team_id, session_id, no, run_id, epoch, kind, base,
              at_end, about, blob_key, sha256, bytes, created_at)
            select team_id, {2}, no, run_id, epoch, kind, base, at_end, about, blob_key, sha256,
              bytes, created_at
            from session_snapshot
            where team_id = {0} and session_id = {1} and no = any({3})
            """,
            DSL.val(team.value()),
            DSL.val(from.value()),
            DSL.val(to.value()),
            DSL.val(chain.stream().map(StoredSnapshot::no).toArray(Long[]::new)));
    return copied == chain.size();
  }

  private Optional<Long> endOf(TeamId team, SessionId session, RunId run) {
    return db.resultQuery(
            """
            select max(no) from session_snapshot
            where team_id = {0} and session_id = {1} and run_id = {2} and at_end
            """,
            DSL.val(team.value()), DSL.val(session.value()), DSL.val(run.value()))
        .fetchOptional(row -> row.get(0, Long.class))
        .filter(Objects::nonNull);
  }

  /**
   * Lets a new session begin with a workspace that lies in the blob store: a whole archive and
   * archives of what has changed since, in order. Runs in the caller's transaction if there is one.
   */
  public void begin(
      TeamId team, SessionId session, RunId run, String aboutJson, List<StoredBlob> archives) {
    for (int i = 0; i < archives.size(); i++) {
      begin(
          team,
          session,
          new StoredSnapshot(
              0, i == 0 ? Kind.FULL : Kind.INCREMENTAL, run, true, aboutJson, archives.get(i)));
    }
  }

  /** And with what its patch is made against. */
  public void beginBaseline(TeamId team, SessionId session, RunId run, StoredBlob baseline) {
    begin(team, session, new StoredSnapshot(0, Kind.BASELINE, run, false, "{}", baseline));
  }

  private void begin(TeamId team, SessionId session, StoredSnapshot snapshot) {
    insert(new LeaseKey(team, snapshot.run(), 0), session, snapshot);
  }
}
