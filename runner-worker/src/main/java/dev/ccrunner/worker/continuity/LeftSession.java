package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.postgres.LeasedSession;
import dev.ccrunner.run.RunId;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Continuity.Left;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a run of a session has left on this machine: the copy of the conversation, and what tar has
 * noted of the workspace.
 *
 * @param run that has left it
 */
record LeftSession(
    RunId run,
    KeptConversation conversation,
    SnapshotChain chain,
    Checkpoints checkpoints,
    SnapshotMetrics metrics)
    implements Left {

  @Override
  public Continued goOn(Job job, JobEvents events, BooleanSupplier unless) {
    LeasedSession session = Objects.requireNonNull(job.lease().session(), "a run of a session");
    var warnings = new Warnings(events);
    var going = chain.goOn(job, session, warnings);
    return new ContinuedSession(
        job.lease().key().runId(),
        conversation.goOn(job, session),
        going,
        checkpoints.goOn(job.name(), () -> going.take(false)),
        warnings,
        metrics,
        unless,
        Optional.of(chain.stillThere(run)));
  }

  @Override
  public void close() {
    conversation.close();
  }
}
