package dev.ccrunner.gateway.sessions;

import dev.ccrunner.infra.postgres.SessionOrigin;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.StoredOutput;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.WorkspaceSpec;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run that stood alone, with what it has left for a session to begin with.
 *
 * @param conversation null: nothing was said in it
 * @param baseline what the change of its workspace is measured against; null: an empty directory
 */
record KeptRun(
    StoredRun run,
    @Nullable StoredConversation conversation,
    StoredOutput workspace,
    @Nullable StoredOutput baseline) {

  SessionOrigin origin() {
    return new SessionOrigin(null, run.id());
  }

  /** A job has a home of its own, so a conversation may keep its name in any number of sessions. */
  UUID conversationId() {
    return conversation == null ? UUID.randomUUID() : conversation.conversation();
  }

  /** Where it came from stays known; its files are in the directory already. */
  WorkspaceSpec madeOf() {
    var spec = run.spec().workspace();
    return new WorkspaceSpec(spec.git(), List.of(), WorkspaceSpec.Keep.NEVER, null);
  }
}
