package dev.ccrunner.worker.continuity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.LeasedSession;
import dev.ccrunner.infra.postgres.TranscriptBatch;
import dev.ccrunner.infra.postgres.TranscriptBatch.Part;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class TranscriptFlusherTest {
  private static final long MAX_PENDING = 20;

  private final List<TranscriptBatch> stored = new ArrayList<>();
  private final Set<LeaseKey> lost = new HashSet<>();
  private boolean away;

  private final TranscriptFlusher flusher =
      new TranscriptFlusher(
          this::store,
          new ConversationSettings(
              Duration.ofHours(1),
              DataSize.ofBytes(10),
              DataSize.ofBytes(MAX_PENDING),
              DataSize.ofMegabytes(1)));

  private Set<LeaseKey> store(List<TranscriptBatch> batches) {
    if (away) {
      throw new IllegalStateException("PostgreSQL is away");
    }
    stored.addAll(batches);
    var accepted = new HashSet<LeaseKey>();
    batches.forEach(batch -> accepted.add(batch.key()));
    accepted.removeAll(lost);
    return accepted;
  }

  @Test
  void carriesOverWhatFollowsEachOtherInOneFileAsOnePart() throws InterruptedException {
    var queue = queue();
    queue.add("a", "1\n");
    queue.add("a", "2\n");
    queue.add("b", "3\n");
    queue.add("a", "4\n");

    flusher.flush();

    assertThat(parts())
        .containsExactly(
            new Part(1, "a", "1\n2\n"), new Part(2, "b", "3\n"), new Part(3, "a", "4\n"));
    flusher.flush();
    assertThat(stored).hasSize(1);
  }

  @Test
  void saysTheSameAgainAfterAFailure() throws InterruptedException {
    var queue = queue();
    queue.add("a", "1\n");
    away = true;
    flusher.flush();
    queue.add("a", "2\n");

    away = false;
    flusher.flush();
    flusher.flush();

    assertThat(parts()).containsExactly(new Part(1, "a", "1\n"), new Part(2, "a", "2\n"));
  }

  @Test
  void makesTheRunWaitWhilePostgresIsTooFarBehind() throws InterruptedException {
    var queue = queue();
    queue.add("a", "x".repeat((int) MAX_PENDING + 1));
    var waiting = Thread.ofVirtual().start(() -> addQuietly(queue, "y"));

    await().until(() -> waiting.getState() == Thread.State.WAITING);
    flusher.flush();
    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
    flusher.flush();

    assertThat(parts()).extracting(Part::entries).containsExactly("x".repeat(21), "y");
  }

  @Test
  void takesNothingMoreOfARunThatIsLost() throws InterruptedException {
    var queue = queue();
    lost.add(queue.key());
    queue.add("a", "1\n");

    flusher.flush();
    stored.clear();
    queue.add("a", "x".repeat(100));
    queue.add("a", "never waits");
    flusher.flush();

    assertThat(stored).isEmpty();
  }

  @Test
  void getsTheLastWordsOfARunThatWasGivenUpToPostgres() throws InterruptedException {
    var queue = queue();
    queue.add("a", "123456789\n");
    queue.add("a", "end\n");
    queue.abandon();

    assertThat(queue.isDone()).isFalse();
    flusher.flush();
    flusher.flush();

    assertThat(queue.isDone()).isTrue();
    assertThat(parts()).extracting(Part::entries).containsExactly("123456789\n", "end\n");
  }

  private static void addQuietly(TranscriptQueue queue, String text) {
    try {
      queue.add("a", text);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Part> parts() {
    return stored.stream().flatMap(batch -> batch.parts().stream()).toList();
  }

  private TranscriptQueue queue() {
    var key = new LeaseKey(new TeamId(TimeOrderedIds.next()), new RunId(TimeOrderedIds.next()), 1);
    var session =
        new LeasedSession(
            new SessionId(TimeOrderedIds.next()), 1, UUID.randomUUID(), WorkspaceSpec.EMPTY);
    var queue = new TranscriptQueue(key, session, MAX_PENDING);
    flusher.add(queue);
    return queue;
  }
}
