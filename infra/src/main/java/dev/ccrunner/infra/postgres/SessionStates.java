package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** All that a session goes on from: its conversation, and its workspace. */
public class SessionStates {
  private final DSLContext db;
  private final SessionConversations conversations;
  private final TranscriptParts parts;
  private final SessionSnapshots snapshots;

  SessionStates(
      DSLContext db,
      SessionConversations conversations,
      TranscriptParts parts,
      SessionSnapshots snapshots) {
    this.db = db;
    this.conversations = conversations;
    this.parts = parts;
    this.snapshots = snapshots;
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
    var conversation = conversations.find(team, from);
    parts.copy(team, from, to);
    return copy(team, from, conversation, snapshots.chain(team, from), to);
  }

  private boolean copyEnd(TeamId team, SessionId from, RunId upTo, SessionId to) {
    var conversation = conversations.find(team, from, upTo);
    var chain = snapshots.chain(team, from, upTo);
    return conversation.isPresent()
        && !chain.isEmpty()
        && copy(team, from, conversation, chain, to);
  }

  private boolean copy(
      TeamId team,
      SessionId from,
      Optional<StoredConversation> conversation,
      List<StoredSnapshot> chain,
      SessionId to) {
    var contents = new ArrayList<>(chain.stream().map(StoredSnapshot::blob).toList());
    conversation.ifPresent(kept -> {
      conversations.begin(team, to, kept);
      contents.addAll(kept.contents());
    });
    return snapshots.copy(team, from, chain, to) && hold(team, contents);
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
}
