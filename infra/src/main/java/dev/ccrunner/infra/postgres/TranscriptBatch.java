package dev.ccrunner.infra.postgres;

import dev.ccrunner.session.SessionId;
import java.util.List;

/**
 * What one attempt's Claude Code has written into its record of the conversation, on its way into
 * PostgreSQL.
 *
 * @param number of the run in its session
 * @param parts in order, at least one
 */
public record TranscriptBatch(LeaseKey key, SessionId session, long number, List<Part> parts) {
  public TranscriptBatch {
    parts = List.copyOf(parts);
  }

  /**
   * Entries of one file that follow each other.
   *
   * @param no of the part in its attempt, from 1 on
   * @param file relative to Claude Code's folder for the workspace
   * @param entries one JSON object a line, each with its line feed
   */
  public record Part(int no, String file, String entries) {}
}
