package dev.ccrunner.run;

import java.util.Locale;

/**
 * Where a run stands. Few statuses, rich reasons: why a run failed is a {@link FailureCode}, never
 * a status.
 */
public enum RunStatus {
  /** Accepted and durable; no worker has it. */
  QUEUED(false),
  /** A worker holds the lease and prepares workspace, sandbox and process. */
  STARTING(false),
  /** Claude Code is at work. */
  RUNNING(false),
  /** A tool call waits for a person's decision. */
  WAITING_APPROVAL(false),
  /** A question of Claude Code waits for a person's answer. */
  WAITING_INPUT(false),
  /** The provider refused for now; the run goes on at a known time. */
  WAITING_LIMIT(false),
  /** Somebody cancelled it; the process is being ended. */
  CANCELLING(false),
  /** Claude Code finished and said so. */
  SUCCEEDED(true),
  /** It ended otherwise; the failure says how. */
  FAILED(true),
  /** It ended because somebody wanted it to. */
  CANCELLED(true);

  private final boolean terminal;

  RunStatus(boolean terminal) {
    this.terminal = terminal;
  }

  /** Whether nothing follows: the log is closed and the row never changes again. */
  public boolean terminal() {
    return terminal;
  }

  /** The name in the API and in the database, for example {@code waiting_approval}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of that name.
   *
   * @throws IllegalArgumentException when there is none: the name was not written by this service
   */
  public static RunStatus ofWireName(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
