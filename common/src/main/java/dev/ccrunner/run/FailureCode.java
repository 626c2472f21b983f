package dev.ccrunner.run;

import static dev.ccrunner.run.FailureKind.EXTERNAL;
import static dev.ccrunner.run.FailureKind.INTERNAL;
import static dev.ccrunner.run.FailureKind.RESOURCES;
import static dev.ccrunner.run.FailureKind.USER;

import java.util.Locale;

/**
 * Why a run failed. The names are part of the API; the advice is the last sentence of the failure's
 * message.
 */
public enum FailureCode {
  /** The provider refused the credential (401 or 403). */
  PROVIDER_AUTH(
      EXTERNAL,
      false,
      "Set CCR_ANTHROPIC_API_KEY, or the team's provider secret, to a key that this provider accepts."),
  /** The provider limits the rate of requests (429) and did not stop doing so in time. */
  PROVIDER_RATE_LIMITED(EXTERNAL, true, "Try again later, or ask the provider for a higher limit."),
  /** The provider is overloaded (529). */
  PROVIDER_OVERLOADED(EXTERNAL, true, "Try again later."),
  /** The provider could not be reached at all. */
  PROVIDER_UNREACHABLE(EXTERNAL, true, "Check CCR_MODEL_BASE_URL and the network of the workers."),
  /** The provider answered with an error that is none of the above. */
  PROVIDER_ERROR(EXTERNAL, true, "The message has the provider's own words."),
  /** The provider does not know the model (404). */
  MODEL_NOT_FOUND(USER, false, "Name a model that the provider offers."),
  /** The conversation no longer fits into the model's context. */
  PROMPT_TOO_LONG(USER, false, "Shorten the prompt or split the work."),
  /** The run used all the turns it was given. */
  MAX_TURNS(RESOURCES, false, "Raise limits.max_turns."),
  /** The run used all the money that it, or a budget it counts for, had. */
  BUDGET_EXCEEDED(
      RESOURCES, false, "Raise what ran out, or submit the run again when the budget has reset."),
  /** The run took longer than its timeout. */
  TIMEOUT(RESOURCES, true, "Raise limits.timeout."),
  /** Nothing at all happened for longer than the idle timeout. */
  IDLE_TIMEOUT(RESOURCES, true, "Raise limits.idle_timeout."),
  /** It waited in the queue for longer than it wanted to. */
  EXPIRED(RESOURCES, true, "Add workers, or raise queue.expires_after."),
  /** A secret that the run uses is gone, or cannot be opened on its worker. */
  SECRET_UNAVAILABLE(
      USER, false, "Name secrets that the team has; docs/secrets.md says what else may be wrong."),
  /** The run's model provider is of a kind that this version only keeps. */
  PROVIDER_UNSUPPORTED(
      USER,
      false,
      "Choose a provider secret of type anthropic or gateway for the run or the team."),
  /** The worker's sandbox is weaker than the least that is demanded. */
  SANDBOX_UNAVAILABLE(
      INTERNAL, true, "Run ./ccr doctor on the worker's machine: it says what the sandbox lacks."),
  /** The repository is not there, or nobody may know that it is. */
  REPO_NOT_FOUND(
      USER, false, "Check workspace.git.url; a private repository needs workspace.git.secret."),
  /** The repository wants a credential, or refused the one it got. */
  REPO_AUTH(USER, false, "Name a secret of kind git in workspace.git.secret that may read it."),
  /** The repository has no such branch, tag or commit. */
  REF_NOT_FOUND(USER, false, "Check workspace.git.ref."),
  /** The repository is larger than the worker's settings allow. */
  REPO_TOO_LARGE(
      RESOURCES, false, "Lower workspace.git.depth, or raise ccr.workspace.git.max-size."),
  /** The repository could not be reached, or broke off, or may not be asked from here. */
  REPO_UNAVAILABLE(
      EXTERNAL,
      true,
      "Check the address and the network of the workers; ccr.workspace.git says which hosts may be asked."),
  /** A path of the workspace is not there, or something else is. */
  PATH_NOT_FOUND(USER, false, "Check workspace.git.path, and the paths of workspace.files."),
  /** An uploaded file of the run is gone. */
  FILE_UNAVAILABLE(USER, false, "Upload it again."),
  /** An uploaded archive is broken, too large, or reaches out of the working directory. */
  ARCHIVE_REFUSED(USER, false, "The message names the entry."),
  /** The working directory could not be made, or that of the session could not be brought back. */
  WORKSPACE_FAILED(INTERNAL, true, "The message says what the system answered."),
  /** The session that the run continues has lost its conversation or its working directory. */
  SESSION_UNAVAILABLE(INTERNAL, false, "Fork the session at an earlier run, or begin a new one."),
  /** A check still failed after the last round. */
  CHECKS_FAILED(USER, true, "The run's check.finished events have the output of the checks."),
  /** The answer did not fit the schema, also after it was sent back. */
  OUTPUT_INVALID(USER, true, "Simplify output.schema, or raise output.repairs."),
  /** The change could not be pushed, or its pull request not be opened. */
  PUSH_FAILED(EXTERNAL, true, "The message has the forge's own words; the patch is kept."),
  /** The run used more memory than it may. */
  OOM(RESOURCES, false, "Raise limits.memory, or let it do less at once."),
  /** The run wanted more processes than it may have. */
  PROCESS_LIMIT(RESOURCES, false, "Raise limits.processes."),
  /** The run wrote more than it may. */
  DISK_FULL(RESOURCES, false, "Raise limits.disk."),
  /** Claude Code could not be started. */
  LAUNCH_FAILED(
      INTERNAL, true, "The message says what the system answered; ./ccr doctor checks the rest."),
  /** Claude Code ended without a result. */
  CLI_CRASHED(INTERNAL, true, "The last lines of its error output are in the run's log."),
  /** Claude Code reported an error of its own. */
  CLI_ERROR(INTERNAL, true, "The message has its own words."),
  /** The worker that had the run is gone, and the run does not allow a second attempt. */
  WORKER_LOST(
      INTERNAL,
      true,
      "Submit it again, or let runs be tried again with retry.on = [\"worker_lost\"]."),
  /** Several workers in a row were lost while they had this run. */
  POISON(INTERNAL, false, "Look for what it does to its worker before it is submitted again."),
  /** A defect of this service. */
  INTERNAL_ERROR(INTERNAL, true, "Report it with the request id.");

  private final FailureKind kind;
  private final boolean retryable;
  private final String advice;

  FailureCode(FailureKind kind, boolean retryable, String advice) {
    this.kind = kind;
    this.retryable = retryable;
    this.advice = advice;
  }

  /** Whose turn it is. */
  public FailureKind kind() {
    return kind;
  }

  /** Whether the same request may succeed at another time. */
  public boolean retryable() {
    return retryable;
  }

  /** One sentence: what to do about it. */
  public String advice() {
    return advice;
  }

  /** The name in the API and in the database, for example {@code provider_auth}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The code of that name.
   *
   * @throws IllegalArgumentException when there is none: the name was not written by this service
   */
  public static FailureCode ofWireName(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
