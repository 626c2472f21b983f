package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.StoredSnapshot.Kind;
import dev.ccrunner.infra.postgres.TranscriptBatch.Part;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SessionStatesTest {
  private static final Database database = new Database();
  private static final TranscriptParts parts =
      new TranscriptParts(database.db, database.transactions);
  private static final SessionConversations conversations =
      new SessionConversations(database.db, database.transactions);
  private static final SessionSnapshots snapshots =
      new SessionSnapshots(database.db, database.transactions);
  private static final SessionStates states =
      new SessionStates(
          database.db,
          conversations,
          new TranscriptParts(database.db, database.transactions),
          snapshots);

  private final SessionId session = database.session();
  private final SessionId fork = new SessionId(TimeOrderedIds.next());

  @AfterAll
  static void close() {
    database.close();
  }

  @Test
  void readsPartsOfAllRunsAndEpochsInTheOrderOfTheConversation() {
    var first = claimed();
    var second = claimed();
    append(second, 2, part(1, "c"), part(2, "d"));
    append(first, 1, part(1, "a"), part(2, "b"));

    var page = parts.read(database.team, session, null, 3);
    var rest = parts.read(database.team, session, page.getLast(), 3);

    assertThat(page).extracting(it -> it.part().entries()).containsExactly("a\n", "b\n", "c\n");
    assertThat(rest).extracting(it -> it.part().entries()).containsExactly("d\n");
  }

  @Test
  void takesAPartThatIsSaidTwiceOnce() {
    var lease = claimed();
    append(lease, 1, part(1, "a"));

    append(lease, 1, part(1, "a"), part(2, "b"));

    assertThat(parts.read(database.team, session, null, 9)).hasSize(2);
  }

  @Test
  void takesNothingFromAWorkerThatHasLostTheRun() {
    var lost = claimed();
    var held = claimed();
    takeOver(lost);

    var taken =
        parts.append(List.of(batch(lost, 1, part(1, "late")), batch(held, 2, part(1, "in time"))));

    assertThat(taken).containsExactly(held.key());
    assertThat(parts.read(database.team, session, null, 9))
        .extracting(it -> it.part().entries())
        .containsExactly("in time\n");
    assertThat(conversations.keep(lost.key(), session, conversation(lost, "x"))).isFalse();
    assertThat(snapshots.add(lost.key(), session, snapshot(lost, Kind.FULL), 2)).isFalse();
    assertThat(conversations.find(database.team, session)).isEmpty();
    assertThat(snapshots.chain(database.team, session)).isEmpty();
  }

  @Test
  void forgetsThePartsOfAConversationThatIsKeptAsAWhole() {
    var lease = claimed();
    append(lease, 1, part(1, "a"));
    var kept = conversation(lease, "whole");

    assertThat(conversations.keep(lease.key(), session, conversation(lease, "before"))).isTrue();
    assertThat(conversations.keep(lease.key(), session, kept)).isTrue();

    assertThat(conversations.find(database.team, session)).contains(kept);
    assertThat(parts.read(database.team, session, null, 9)).isEmpty();
  }

  @Test
  void answersTheCurrentChainBehindTheBaseline() {
    var lease = claimed();
    add(lease, Kind.BASELINE, Kind.FULL, Kind.INCREMENTAL, Kind.FULL, Kind.INCREMENTAL);

    assertThat(snapshots.chain(database.team, session))
        .extracting(StoredSnapshot::no)
        .containsExactly(1L, 4L, 5L);
    add(lease, Kind.INCREMENTAL);
    assertThat(snapshots.chain(database.team, session))
        .extracting(StoredSnapshot::kind)
        .containsExactly(Kind.BASELINE, Kind.FULL, Kind.INCREMENTAL, Kind.INCREMENTAL);
  }

  @Test
  void forgetsChainsThatAreTooOld() {
    var lease = claimed();
    add(lease, Kind.BASELINE, Kind.FULL, Kind.INCREMENTAL, Kind.FULL, Kind.FULL);

    assertThat(
            database
                .db
                .fetch(
                    "select no from session_snapshot where session_id = ? order by no",
                    session.value())
                .getValues(0, Long.class))
        .containsExactly(1L, 4L, 5L);
  }

  @Test
  void copiesWhatARunHasLeftThatIsNotTheLast() {
    var first = turn();
    add(first, Kind.BASELINE, Kind.FULL);
    leave(first, "first");
    var second = turn();
    add(second, Kind.INCREMENTAL);
    leave(second, "second");

    assertThat(states.copy(database.team, session, first.key().runId(), fork)).isTrue();
    states.forget(database.team, session);

    assertThat(conversations.find(database.team, fork)).contains(conversation(first, "first"));
    assertThat(snapshots.chain(database.team, fork))
        .extracting(StoredSnapshot::no)
        .containsExactly(1L, 2L, 3L);
    assertThat(snapshots.chain(database.team, fork).getLast().blob()).isEqualTo(blob("first"));
  }

  @Test
  void copiesWhatALostRunHadGotToAsThatWhichIsBeforeAllElse() {
    var first = turn();
    leave(first, "first");
    var lost = turn();
    append(lost, 2, part(1, "a"), part(2, "b"));
    add(lost, Kind.INCREMENTAL);

    assertThat(states.copy(database.team, session, null, fork)).isTrue();
    var next = database.claimed(database.queued());
    parts.append(List.of(new TranscriptBatch(next.key(), fork, 1, List.of(part(1, "c")))));

    assertThat(parts.read(database.team, fork, null, 9))
        .extracting(it -> it.part().entries())
        .containsExactly("a\n", "b\n", "c\n");
    assertThat(snapshots.chain(database.team, fork)).hasSize(2);
  }

  @Test
  void copiesNothingOfARunThatLeftOnlyAPart() {
    var first = turn();
    leave(first, "first");
    var second = turn();
    add(second, Kind.INCREMENTAL);
    assertThat(conversations.keep(second.key(), session, conversation(second, "second"))).isTrue();

    assertThat(states.copy(database.team, session, second.key().runId(), fork)).isFalse();
  }

  @Test
  void copiesNothingOfWhichAContentIsGone() {
    var first = turn();
    leave(first, "first");
    database.db.execute("delete from blob where key = 'key/first'");

    assertThat(states.copy(database.team, session, first.key().runId(), fork)).isFalse();
    blob("first");
  }

  @Test
  void keepsTheConversationOfARunForAsLongAsItsWorkspace() {
    var first = turn();
    leave(first, "first");
    for (int i = 0; i < 2; i++) {
      var later = turn();
      add(later, Kind.FULL);
      assertThat(conversations.keep(later.key(), session, conversation(later, "later"))).isTrue();
      end(later);
    }

    assertThat(conversations.find(database.team, session, first.key().runId())).isEmpty();
    assertThat(conversations.find(database.team, session)).isPresent();
  }

  /** A run of the session that goes on. */
  private RunLease turn() {
    return database.claimed(database.queuedIn(session));
  }

  /** What stays of it when it ends, and its end. */
  private void leave(RunLease lease, String name) {
    var run = lease.key().runId();
    var kind = snapshots.chain(database.team, session).isEmpty() ? Kind.FULL : Kind.INCREMENTAL;
    assertThat(
            snapshots.add(
                lease.key(), session, new StoredSnapshot(0, kind, run, true, "{}", blob(name)), 2))
        .isTrue();
    assertThat(conversations.keep(lease.key(), session, conversation(lease, name))).isTrue();
    end(lease);
  }

  private static void end(RunLease lease) {
    assertThat(database.leases.settle(database.end(lease, BigDecimal.ZERO))).isTrue();
  }

  private static RunLease claimed() {
    return database.claimed(database.queued());
  }

  private static void takeOver(RunLease lease) {
    database.db.execute(
        "update run set epoch = epoch + 1 where id = ?", lease.key().runId().value());
  }

  private void append(RunLease lease, long number, Part... of) {
    assertThat(parts.append(List.of(batch(lease, number, of)))).containsExactly(lease.key());
  }

  private TranscriptBatch batch(RunLease lease, long number, Part... of) {
    return new TranscriptBatch(lease.key(), session, number, List.of(of));
  }

  private static Part part(int no, String entry) {
    return new Part(no, "a.jsonl", entry + "\n");
  }

  private void add(RunLease lease, Kind... kinds) {
    for (var kind : kinds) {
      assertThat(snapshots.add(lease.key(), session, snapshot(lease, kind), 2)).isTrue();
    }
  }

  private static StoredSnapshot snapshot(RunLease lease, Kind kind) {
    return new StoredSnapshot(0, kind, lease.key().runId(), false, "{}", blob(kind.name()));
  }

  private static StoredConversation conversation(RunLease lease, String name) {
    return new StoredConversation(
        new RunId(lease.key().runId().value()),
        UUID.nameUUIDFromBytes(new byte[] {1}),
        blob(name),
        name.equals("whole") ? blob("agents") : null);
  }

  private static StoredBlob blob(String name) {
    database.db.execute(
        "insert into blob (team_id, key, bytes, kept_until) values (?, ?, 7, now()) on conflict do nothing",
        database.team.value(),
        "key/" + name);
    return new StoredBlob("key/" + name, "00", 7);
  }
}
