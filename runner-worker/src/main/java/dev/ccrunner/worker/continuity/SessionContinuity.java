package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.blob.BlobCorrupt;
import dev.ccrunner.infra.blob.BlobMissing;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.conversation.ConversationFiles;
import dev.ccrunner.infra.postgres.LeasedSession;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.TranscriptParts;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.worker.job.Continuity;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.JobRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Lets runs of a session go on with what was kept, wherever that was; the others begin anew. */
final class SessionContinuity implements Continuity {
  private final Blobs blobs;
  private final SessionConversations conversations;
  private final SessionSnapshots snapshots;
  private final TranscriptParts parts;
  private final TranscriptFlusher flusher;
  private final ConversationSettings conversationSettings;
  private final SnapshotSettings snapshotSettings;
  private final SnapshotMetrics metrics;
  private final Path folder;
  private final Ticker ticker;

  /**
   * @param folder of the worker, for conversations and archives on their way
   */
  SessionContinuity(
      Blobs blobs,
      SessionConversations conversations,
      SessionSnapshots snapshots,
      TranscriptParts parts,
      TranscriptFlusher flusher,
      ConversationSettings conversationSettings,
      SnapshotSettings snapshotSettings,
      SnapshotMetrics metrics,
      Path folder,
      Ticker ticker) {
    this.blobs = blobs;
    this.conversations = conversations;
    this.snapshots = snapshots;
    this.parts = parts;
    this.flusher = flusher;
    this.conversationSettings = conversationSettings;
    this.snapshotSettings = snapshotSettings;
    this.metrics = metrics;
    this.folder = folder;
    this.ticker = ticker;
  }

  @Override
  public Continued begin(Job job, JobEvents events, BooleanSupplier unless)
      throws JobRefused, InterruptedException {
    var warnings = new Warnings(events);
    var session = job.lease().session();
    return session == null
        ? new ContinuedAlone(
            job,
            blobs,
            files(job, job.lease().key().runId().value()),
            conversationSettings,
            snapshotSettings,
            warnings,
            folder)
        : begin(job, session, warnings, unless);
  }

  private Continued begin(Job job, LeasedSession session, Warnings warnings, BooleanSupplier unless)
      throws JobRefused, InterruptedException {
    var conversation =
        new KeptConversation(
            job,
            session,
            blobs,
            conversations,
            parts,
            flusher,
            conversationSettings,
            files(job, session.conversation()));
    boolean begun = false;
    try {
      var chain =
          new SnapshotChain(
              job, session, blobs, snapshots, snapshotSettings, metrics, warnings, folder, ticker);
      var checkpoints =
          new Checkpoints(job.name(), () -> chain.take(false), snapshotSettings.every(), ticker);
      var continued =
          ContinuedSession.begin(
              job.lease().key().runId(),
              conversation,
              chain,
              checkpoints,
              warnings,
              metrics,
              unless);
      begun = true;
      return continued;
    } catch (BlobMissing | BlobCorrupt e) {
      throw new JobRefused(
          FailureCode.SESSION_UNAVAILABLE,
          "What the session goes on from is lost: " + e.getMessage() + ".");
    } catch (IOException e) {
      throw new JobRefused(
          FailureCode.WORKSPACE_FAILED, "The session could not be brought back: " + e.getMessage());
    } finally {
      if (!begun) {
        conversation.close();
      }
    }
  }

  private ConversationFiles files(Job job, UUID conversation) {
    return new ConversationFiles(
        folder.resolve(job.name() + "-conversation"),
        conversation,
        conversationSettings.maxSize().toBytes());
  }
}
