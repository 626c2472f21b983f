package dev.ccrunner.infra.blob;

import java.util.List;

/**
 * Everything that can refer to a content, as conditions on a row of {@code blob}. A content for
 * which none of them holds is removed: <strong>whoever adds a table with a blob's key adds its line
 * here</strong>, and an index that begins with team and key.
 */
final class BlobReferences {
  /** All of them. */
  private static final List<String> ALL =
      List.of(
          // What somebody uploaded.
          "exists (select from file r where r.team_id = blob.team_id and r.blob_key = blob.key)",
          // What a run needs that has not ended, though its file may be deleted.
          "exists (select from file_use r where r.team_id = blob.team_id and r.blob_key = blob.key)",
          // What a run has left.
          "exists (select from run_output r where r.team_id = blob.team_id and r.blob_key = blob.key)",
          // What a session's workspace is made of, should it have to be made again.
          "exists (select from session_file r where r.team_id = blob.team_id and r.blob_key = blob.key)",
          // What a session goes on with: its conversation, and its workspace.
          "exists (select from session_conversation r where r.team_id = blob.team_id and r.blob_key = blob.key)",
          "exists (select from session_conversation r where r.team_id = blob.team_id and r.agents_key = blob.key)",
          "exists (select from session_snapshot r where r.team_id = blob.team_id and r.blob_key = blob.key)");

  private BlobReferences() {}

  /** That nothing refers to it. */
  static String none() {
    return "not (" + String.join("\n or ", ALL) + ")";
  }
}
