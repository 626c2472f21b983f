package dev.ccrunner.worker.forge;

import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.run.PushSpec;
import dev.ccrunner.worker.git.PushOrder;
import dev.ccrunner.worker.job.PreparedWorkspace.BaseCommit;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A change that is to be pushed.
 *
 * @param tree what came of it
 * @param large files of Git LFS in it that the remote may not have
 * @param objects the base, its tree and the tree, as a pack
 * @param unless asked now and then: true ends it
 */
public record Publication(
    RunLease lease,
    PushSpec push,
    BaseCommit base,
    String tree,
    List<PushOrder.Large> large,
    PushOrder.Objects objects,
    BooleanSupplier unless) {

  String run() {
    return lease.key().runId().toString();
  }

  @Nullable String session() {
    var session = lease.session();
    return session == null ? null : session.id().toString();
  }

  /** Words with what is known by now in the place of {@code {run_id}} and {@code {session_id}}. */
  String filled(String words) {
    var session = session();
    return words.replace("{run_id}", run()).replace("{session_id}", session == null ? "" : session);
  }
}
