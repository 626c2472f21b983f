package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The conversations that sessions go on with, as references to contents in the blob store. What a
 * worker writes is fenced by its epoch.
 */
public class SessionConversations {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  SessionConversations(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** The conversation as the last run that ended in good order left it. */
  public Optional<StoredConversation> find(TeamId team, SessionId session) {
    return db.resultQuery(
            """
            select run_id, conversation, blob_key, sha256, bytes,
              agents_key, agents_sha256, agents_bytes
            from session_conversation where team_id = {0} and session_id = {1}
            order by number desc limit 1
            """,
            DSL.val(team.value()), DSL.val(session.value()))
        .fetchOptional(SessionConversations::read);
  }

  /** The conversation as that run of the session left it. */
  public Optional<StoredConversation> find(TeamId team, SessionId session, RunId run) {
    return db.resultQuery(
            """
            select run_id, conversation, blob_key, sha256, bytes,
              agents_key, agents_sha256, agents_bytes
            from session_conversation where team_id = {0} and session_id = {1} and run_id = {2}
            """,
            DSL.val(team.value()), DSL.val(session.value()), DSL.val(run.value()))
        .fetchOptional(SessionConversations::read);
  }

  private static StoredConversation read(Record row) {
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
          if (!Fence.held(db, key)) {
            return false;
          }
          put(key.teamId(), session, conversation);
          db.execute(
              "delete from transcript_part where team_id = {0} and session_id = {1}",
              DSL.val(key.teamId().value()), DSL.val(session.value()));
          forgetThoseBefore(key.teamId(), session);
          return true;
        }));
  }

  /** Of a run without its workspace nobody can go on. */
  private void forgetThoseBefore(TeamId team, SessionId session) {
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
   * Lets a new session begin with a conversation. Runs in the caller's transaction if there is one.
   */
  public void begin(TeamId team, SessionId session, StoredConversation conversation) {
    put(team, session, conversation);
  }
}
