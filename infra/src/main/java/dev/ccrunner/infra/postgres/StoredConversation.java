package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.run.RunId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session's conversation as a whole.
 *
 * @param run which left it
 * @param conversation the id that Claude Code knows it by
 * @param main what {@code claude --resume} reads
 * @param agents a ZIP of what its sub-agents wrote, beside it; null: there were none
 */
public record StoredConversation(
    RunId run, UUID conversation, StoredBlob main, @Nullable StoredBlob agents) {
  /** What of it lies in the blob store. */
  public List<StoredBlob> contents() {
    return agents == null ? List.of(main) : List.of(main, agents);
  }
}
