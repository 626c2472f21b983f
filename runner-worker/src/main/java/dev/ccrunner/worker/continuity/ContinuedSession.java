package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.claudecode.CliMessage;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Continuity.Left;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a run of a session: goes on with what was kept, and keeps what comes of it. */
final class ContinuedSession implements Continued {
  private static final Logger log = LoggerFactory.getLogger(ContinuedSession.class);

  /** How often the blob store is asked to take the conversation before its parts have to do. */
  private static final int TRIES = 3;

  private final RunId run;
  private final KeptConversation conversation;
  private final SnapshotChain chain;
  private final Checkpoints checkpoints;
  private final Warnings warnings;
  private final SnapshotMetrics metrics;
  private final BooleanSupplier unless;
  private final UUID id;
  private final boolean resumed;
  private final Optional<PreparedWorkspace> workspace;

  /**
   * False while it may be in pieces: then it is not kept, and what was kept before still counts.
   */
  private volatile boolean ready;

  /** Whether the conversation is stored as a whole. */
  private boolean whole;

  private boolean handedOn;

  ContinuedSession(
      RunId run,
      KeptConversation conversation,
      SnapshotChain chain,
      Checkpoints checkpoints,
      Warnings warnings,
      SnapshotMetrics metrics,
      BooleanSupplier unless,
      Optional<PreparedWorkspace> workspace) {
    this.run = run;
    this.conversation = conversation;
    this.chain = chain;
    this.checkpoints = checkpoints;
    this.warnings = warnings;
    this.metrics = metrics;
    this.unless = unless;
    this.workspace = workspace;
    this.id = conversation.id();
    this.resumed = conversation.begun();
  }

  /** Brings both back. */
  static ContinuedSession begin(
      RunId run,
      KeptConversation conversation,
      SnapshotChain chain,
      Checkpoints checkpoints,
      Warnings warnings,
      SnapshotMetrics metrics,
      BooleanSupplier unless)
      throws IOException, InterruptedException {
    conversation.bringBack(unless);
    var workspace = chain.bringBack(unless);
    return new ContinuedSession(
        run, conversation, chain, checkpoints, warnings, metrics, unless, workspace);
  }

  @Override
  public Optional<PreparedWorkspace> workspace() {
    return workspace;
  }

  @Override
  public UUID conversation() {
    return id;
  }

  @Override
  public boolean resumed() {
    return resumed;
  }

  @Override
  public boolean heard(UUID message) {
    return resumed && conversation.has(message);
  }

  @Override
  public void ready(PreparedWorkspace prepared) {
    chain.about(prepared);
    ready = !unless.getAsBoolean();
  }

  @Override
  public void mirrored(CliMessage.Mirrored lines) throws InterruptedException {
    conversation.add(lines);
    if (lines.worked() && ready) {
      checkpoints.touched();
    }
  }

  @Override
  public List<RunOutput> end(RunOutcome outcome) throws InterruptedException {
    checkpoints.close();
    if (!ready) {
      return List.of();
    }
    boolean _ = chain.take(true);
    return keepConversation();
  }

  private List<RunOutput> keepConversation() throws InterruptedException {
    if (conversation.full()) {
      conversation.keepParts();
      warnings.once(
          "The conversation is larger than ccr.session.conversation.max-size allows; the session's"
              + " next run does not know its end.");
      return List.of();
    }
    for (int tried = 1; ; tried++) {
      try {
        return conversation.keep().map(this::outputs).orElse(List.of());
      } catch (IOException e) {
        log.warn("The conversation could not be stored as a whole", e);
        if (tried == TRIES) {
          break;
        }
      } catch (BlobRefused e) {
        warnings.once("The run has no transcript, since " + e.getMessage() + ".");
        break;
      }
    }
    conversation.keepParts();
    return List.of();
  }

  private List<RunOutput> outputs(Transcripts kept) {
    metrics.conversationKept(kept.main().bytes());
    whole = true;
    return List.of(Outputs.transcript(conversation.id(), kept.main()));
  }

  @Override
  public void rest() {
    checkpoints.close();
  }

  @Override
  public Optional<Left> left() {
    handedOn = whole;
    return whole
        ? Optional.of(new LeftSession(run, conversation, chain, checkpoints, metrics))
        : Optional.empty();
  }

  @Override
  public void close() {
    checkpoints.close();
    if (!handedOn) {
      conversation.close();
    }
  }
}
