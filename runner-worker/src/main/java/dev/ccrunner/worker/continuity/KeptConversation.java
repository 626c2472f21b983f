package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.away.Patiently;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.conversation.ConversationFiles;
import dev.ccrunner.infra.postgres.LeasedSession;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.TranscriptPart;
import dev.ccrunner.infra.postgres.TranscriptParts;
import dev.ccrunner.worker.claudecode.CliMessage;
import dev.ccrunner.worker.job.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of one attempt in a session: on this worker's disk as a whole, and in PostgreSQL
 * what has come since it was last stored as a whole.
 */
final class KeptConversation implements AutoCloseable {
  /** Each of at most {@link ConversationSettings#maxFlush}. */
  private static final int PARTS_AT_ONCE = 8;

  private static final long LOOK_AGAIN_MILLIS = 200;

  private final Job job;
  private final LeasedSession session;
  private final Blobs blobs;
  private final SessionConversations conversations;
  private final TranscriptParts parts;
  private final TranscriptFlusher flusher;
  private final ConversationSettings settings;
  private final ConversationFiles files;
  private final TranscriptQueue queue;

  KeptConversation(
      Job job,
      LeasedSession session,
      Blobs blobs,
      SessionConversations conversations,
      TranscriptParts parts,
      TranscriptFlusher flusher,
      ConversationSettings settings,
      ConversationFiles files) {
    this.job = job;
    this.session = session;
    this.blobs = blobs;
    this.conversations = conversations;
    this.parts = parts;
    this.flusher = flusher;
    this.settings = settings;
    this.files = files;
    this.queue = new TranscriptQueue(job.lease().key(), session, settings.maxPending().toBytes());
  }

  /** The same files, to which the session's next run adds; only one of the two is closed. */
  KeptConversation goOn(Job next, LeasedSession its) {
    var going =
        new KeptConversation(next, its, blobs, conversations, parts, flusher, settings, files);
    flusher.add(going.queue);
    return going;
  }

  /** Brings it back, and puts it where Claude Code looks for it. */
  void bringBack(BooleanSupplier unless) throws IOException, InterruptedException {
    var team = job.lease().key().teamId();
    var whole =
        Patiently.ask(
            "Looking for the session's conversation",
            unless,
            () -> conversations.find(team, session.id()));
    if (whole.isEmpty()) {
      return;
    }
    if (whole.get().isPresent()) {
      var stored = whole.get().get();
      files.restore(stored.conversation(), stored.main(), stored.agents(), blobs::open);
    }
    bringBackParts(unless);
    if (files.begun()) {
      files.placeIn(job.directory().home());
      job.directory().handOver();
    }
    flusher.add(queue);
  }

  private void bringBackParts(BooleanSupplier unless) throws IOException, InterruptedException {
    @Nullable TranscriptPart last = null;
    while (true) {
      var after = last;
      var page =
          Patiently.ask(
                  "Reading what was said in the session",
                  unless,
                  () -> parts.read(job.lease().key().teamId(), session.id(), after, PARTS_AT_ONCE))
              .orElse(List.of());
      if (page.isEmpty()) {
        return;
      }
      for (var part : page) {
        files.append(part.part().file(), part.part().entries());
      }
      last = page.getLast();
    }
  }

  UUID id() {
    return files.conversation();
  }

  boolean begun() {
    return files.begun();
  }

  boolean has(UUID message) {
    try {
      return files.has(message);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not read the conversation of " + job.name(), e);
    }
  }

  /** Takes what Claude Code has written. */
  void add(CliMessage.Mirrored lines) throws InterruptedException {
    var name = ConversationFiles.name(lines.path());
    if (name.isEmpty() || lines.entries().isEmpty()) {
      return;
    }
    var text = String.join("\n", lines.entries()) + "\n";
    queue.add(name.get(), text);
    try {
      files.append(name.get(), text);
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write the conversation of " + job.name(), e);
    }
    if (lines.answered()) {
      flusher.hurry();
    }
  }

  /** Whether it has become larger than what can be kept. */
  boolean full() {
    return files.full();
  }

  /**
   * Stores it as a whole: it is the session's from now on.
   *
   * @return empty when the lease is lost, or nothing was said
   */
  Optional<Transcripts> keep() throws IOException, BlobRefused, InterruptedException {
    if (!files.begun()) {
      return Optional.empty();
    }
    var key = job.lease().key();
    var kept =
        Transcripts.keep(
            blobs, key, files, job.directory().scratch(), settings.maxSize().toBytes());
    flusher.remove(queue);
    queue.fence();
    var stored =
        new StoredConversation(key.runId(), files.conversation(), kept.main(), kept.agents());
    boolean held =
        Patiently.ask(
                "Keeping the session's conversation",
                () -> false,
                () -> conversations.keep(key, session.id(), stored))
            .orElse(false);
    return held ? Optional.of(kept) : Optional.empty();
  }

  /** It could not be stored as a whole: PostgreSQL gets the rest of its parts. */
  void keepParts() throws InterruptedException {
    queue.abandon();
    flusher.flush();
    while (!queue.isDone()) {
      boolean _ = new CountDownLatch(1).await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      flusher.flush();
    }
  }

  /** What PostgreSQL does not have yet may still get there. */
  @Override
  public void close() {
    queue.abandon();
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not delete the conversation of " + job.name(), e);
    }
  }
}
