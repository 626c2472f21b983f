package dev.ccrunner.gateway.sessions;

import dev.ccrunner.file.StoredBlob;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was found in an import, kept.
 *
 * @param agents what sub-agents wrote; null: nothing
 * @param archives of the working directory, to be unpacked one over the other; empty: none
 */
record ImportedSession(
    UUID conversation, StoredBlob main, @Nullable StoredBlob agents, List<StoredBlob> archives) {
  ImportedSession {
    archives = List.copyOf(archives);
  }
}
