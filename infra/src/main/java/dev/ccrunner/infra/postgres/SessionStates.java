package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.postgres.StoredSnapshot.Kind;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What sessions go on from: for each its conversation and its workspace, as references to contents
 * in the blob store. What a worker writes is fenced by its epoch.
 */
public class SessionStates {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  SessionStates(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** The conversation as the last run that ended in good order left it. */
  public Optional<StoredConversation> conversation(TeamId team, SessionId session) {
    return db.resultQuery(
            """
            select run_id, conversation, blob_key, sha256, bytes,
              agents_key, agents_sha256, agents_bytes
            from session_conversation where team_id = {0} and session_id = {1}
            order by number desc limit 1
            """,
            DSL.val(team.value()), DSL.val(session.value()))
        .fetchOptional(SessionStates::conversation);
  }

  /** The conversation as that run of the session left it. */
  public Optional<StoredConversation> conversation(TeamId team, SessionId session, RunId run) {
    return db.resultQuery(
            """
            select run_id, conversation, blob_key, sha256, bytes,
              agents_key, agents_sha256, agents_bytes
            from session_conversation where team_id = {0} and session_id = {1} and run_id = {2}
            """,
            DSL.val(team.value()), DSL.val(session.value()), DSL.val(run.value()))
        .fetchOptional(SessionStates::conversation);
  }

  private static StoredConversation conversation(Record row) {
    var agents = row.get(5, String.class);
    return new StoredConversation(
        new RunId(row.get(0, UUID.class)),
        row.get(1, UUID.class),
        blob(row, 2),
        agents == null ? null : blob(row, 5));
  }

  private static StoredBlob blob(Record row, int from) {
    return new StoredBlob(
        row.get(from, String.class),
        row.get(from + 1, String.class),
        row.get(from + 2, Long.class));
  }

  /**
   * Makes that the session's conversation; the parts that it was made of go, and so do those of
   * earlier runs whose workspaces are not kept any more.
   *
   * @return false when the lease is lost; nothing has been written then
   */
  public boolean keep(LeaseKey key, SessionId session, StoredConversation conversation) {
    return Boolean.TRUE.equals(
        transactions.execute(_ -> {
          if (!held(key)) {
            return false;
          }
          put(key.teamId(), session, conversation);
          db.execute(
              "delete from transcript_part where team_id = {0} and session_id = {1}",
              DSL.val(key.teamId().value()), DSL.val(session.value()));
          forgetConversations(key.teamId(), session);
          return true;
        }));
  }

  /** Of a run without its workspace nobody can go on. */
  private void forgetConversations(TeamId team, SessionId session) {
    db.execute(
        """
        delete from session_conversation c
        where team_id = {0} and session_id = {1}
          and number < (
            select max(number) from session_conversation
            where team_id = {0} and session_id = {1})
          and not exists (
            select from session_snapshot s
            where s.team_id = {0} and s.session_id = {1} and s.run_id = c.run_id and s.at_end)
        """,
        DSL.val(team.value()), DSL.val(session.value()));
  }

  private void put(TeamId team, SessionId session, StoredConversation conversation) {
    var agents = conversation.agents();
    db.execute(
        """
        insert into session_conversation (team_id, session_id, number, run_id, conversation,
          blob_key, sha256, bytes, agents_key, agents_sha256, agents_bytes)
        values ({0}, {1},
          coalesce((select session_number from run
            where team_id = {0} and id = {2} and session_id = {1}), 0),
          {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9})
        on conflict (team_id, session_id, number) do update set
          run_id = excluded.run_id, conversation = excluded.conversation,
          blob_key = excluded.blob_key, sha256 = excluded.sha256, bytes = excluded.bytes,
          agents_key = excluded.agents_key, agents_sha256 = excluded.agents_sha256,
          agents_bytes = excluded.agents_bytes, created_at = now()
        """,
        DSL.val(team.value()),
        DSL.val(session.value()),
        DSL.val(conversation.run().value()),
        DSL.val(conversation.conversation()),
        DSL.val(conversation.main().key()),
        DSL.val(conversation.main().sha256()),
        DSL.val(conversation.main().bytes()),
        text(agents == null ? null : agents.key()),
        text(agents == null ? null : agents.sha256()),
        DSL.val(agents == null ? null : Long.valueOf(agents.bytes()), Long.class));
  }

  private static Field<String> text(@Nullable String value) {
    return DSL.val(value, String.class);
  }

  /**
   * What the workspace is made of again, in order: the baseline if there is one, the last full
   * archive and what has changed since. Empty: none was kept.
   */
  public List<StoredSnapshot> snapshots(TeamId team, SessionId session) {
    return snapshots(team, session, Long.MAX_VALUE);
  }

  /** The same as it was with number {@code upTo}. */
  private List<StoredSnapshot> snapshots(TeamId team, SessionId session, long upTo) {
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
                blob(row, 5)));
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
          if (!held(key)) {
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
   * Lets a new session begin with what another has come to. Contents are shared, not copied, and
   * stay for as long as one of the two needs them. Runs in the caller's transaction, which must be
   * undone if the answer is false.
   *
   * @param upTo the run whose end it is about; null: whatever is the latest, also what a run had
   *     got to whose worker was lost
   * @return false when what that run left is not kept any more
   */
  public boolean copy(TeamId team, SessionId from, @Nullable RunId upTo, SessionId to) {
    return upTo == null ? copyLatest(team, from, to) : copyEnd(team, from, upTo, to);
  }

  private boolean copyLatest(TeamId team, SessionId from, SessionId to) {
    var conversation = conversation(team, from);
    conversation.ifPresent(kept -> put(team, to, kept));
    copyParts(team, from, to);
    return held(team, conversation) && copy(team, from, Long.MAX_VALUE, to);
  }

  private boolean copyEnd(TeamId team, SessionId from, RunId upTo, SessionId to) {
    var conversation = conversation(team, from, upTo);
    var end = endOf(team, from, upTo);
    if (conversation.isEmpty() || end.isEmpty()) {
      return false;
    }
    put(team, to, conversation.get());
    return held(team, conversation) && copy(team, from, end.get(), to);
  }

  private boolean held(TeamId team, Optional<StoredConversation> conversation) {
    return conversation.map(kept -> hold(team, kept.contents())).orElse(true);
  }

  /** Before all that runs of the new session will say, whatever their numbers were. */
  private void copyParts(TeamId team, SessionId from, SessionId to) {
    db.execute(
        """
        insert into transcript_part (team_id, session_id, number, epoch, no, file, entries)
        select team_id, {2}, 0, row_number() over (order by number, epoch, no), 1, file, entries
        from transcript_part where team_id = {0} and session_id = {1}
        """,
        DSL.val(team.value()), DSL.val(from.value()), DSL.val(to.value()));
  }

  /** False when some of it went meanwhile. */
  private boolean copy(TeamId team, SessionId from, long upTo, SessionId to) {
    var archives = snapshots(team, from, upTo);
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
            DSL.val(archives.stream().map(StoredSnapshot::no).toArray(Long[]::new)));
    return copied == archives.size()
        && hold(team, archives.stream().map(StoredSnapshot::blob).toList());
  }

  /**
   * Nobody removes these contents before the transaction is over; then what it has written refers
   * to them.
   *
   * @return false when one of them has gone
   */
  public boolean hold(TeamId team, Collection<StoredBlob> contents) {
    var keys = contents.stream().map(StoredBlob::key).distinct().sorted().toArray(String[]::new);
    int held =
        db.fetch(
                "select key from blob where team_id = {0} and key = any({1}) order by key for key share",
                DSL.val(team.value()), DSL.val(keys))
            .size();
    return held == keys.length;
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
  public void beginWorkspace(
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

  /**
   * Lets a new session begin with a conversation. Runs in the caller's transaction if there is one.
   */
  public void beginConversation(TeamId team, SessionId session, StoredConversation conversation) {
    put(team, session, conversation);
  }

  /**
   * Forgets all that the session goes on from. Runs in the caller's transaction if there is one.
   */
  public void forget(TeamId team, SessionId session) {
    for (var table : List.of("transcript_part", "session_conversation", "session_snapshot")) {
      db.execute(
          "delete from {0} where team_id = {1} and session_id = {2}",
          DSL.table(DSL.name(table)), DSL.val(team.value()), DSL.val(session.value()));
    }
  }

  /** The fence; the epoch cannot be raised until the transaction is over. */
  private boolean held(LeaseKey key) {
    return db.fetchOptional(
            """
            select id from run
            where team_id = {0} and id = {1} and epoch = {2} and lease_owner is not null
            for share
            """,
            DSL.val(key.teamId().value()), DSL.val(key.runId().value()), DSL.val(key.epoch()))
        .isPresent();
  }
}
