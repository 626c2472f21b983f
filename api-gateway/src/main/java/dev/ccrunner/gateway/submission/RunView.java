package dev.ccrunner.gateway.submission;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as clients see it. Fields of the API that come with later versions are there already, null
 * or empty.
 */
@Schema(name = "Run")
record RunView(
    @Schema(example = "run_01kb3xw6q8e0fb2a3c4d5e6f7g") String id,
    @Schema(allowableValues = "run") String object,
    @Schema(
            allowableValues = {
              "queued",
              "starting",
              "running",
              "waiting_approval",
              "waiting_input",
              "waiting_limit",
              "cancelling",
              "succeeded",
              "failed",
              "cancelled"
            })
        String status,
    @Nullable String statusReason,
    @Nullable Failure failure,
    @Schema(description = "Null: it stands alone.") @Nullable String sessionId,
    @Schema(description = "0 before the first worker has claimed it.") int attempt,
    @Schema(description = "While it is queued.") @Nullable Queue queue,
    String prompt,
    @Nullable String model,
    String permissionMode,
    @Nullable Result result,
    Usage usage,
    @Schema(description = "US dollars as a decimal; null when a model has no known price.")
        @Nullable String costUsd,
    @Nullable Integer numTurns,
    List<Object> permissionDenials,
    List<Object> pendingApprovals,
    @Schema(description = "Its change; null while it runs and when it changed nothing.")
        @Nullable Git git,
    @Schema(description = "Each check and how it ended last; empty while it runs.")
        List<Object> checks,
    int artifactsCount,
    @Schema(description = "Number of the last event that is stored.") long lastSeq,
    Log log,
    Timings timings,
    @Nullable String workerId,
    @Schema(description = "How strong the sandbox of the latest attempt is.")
        @Nullable String sandboxLevel,
    Map<String, String> labels,
    String createdBy,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    Urls urls) {

  /** Why it failed. */
  @Schema(name = "RunFailure")
  record Failure(String code, String message, boolean retryable) {}

  /** Where it waits. */
  @Schema(name = "RunQueue")
  record Queue(
      @Schema(description = "Runs of the team before it; null in lists and right after the submit.")
          @Nullable Integer position,
      String reason) {}

  /** What came of it. */
  @Schema(name = "RunResult")
  record Result(
      @Nullable String text,
      @Schema(description = "Any JSON value.") @Nullable Object structured) {}

  /** Tokens of all models together, and of each. */
  @Schema(name = "RunUsage")
  record Usage(
      long inputTokens,
      long outputTokens,
      long cacheReadInputTokens,
      long cacheCreationInputTokens,
      Map<String, Model> byModel) {}

  /** Of one model. */
  @Schema(name = "RunModelUsage")
  record Model(
      long inputTokens,
      long outputTokens,
      long cacheReadInputTokens,
      long cacheCreationInputTokens,
      @Schema(description = "US dollars as a decimal; null when it has no known price.")
          @Nullable String costUsd) {}

  /** Length and CRC-32 of the log up to {@code last_seq}. */
  @Schema(name = "RunLog")
  record Log(long bytes, long crc32) {}

  /** How long each part took; null while it lasts. */
  @Schema(name = "RunTimings")
  record Timings(@Nullable Long queuedMs, @Nullable Long setupMs, @Nullable Long runMs) {}

  /** What a run has changed, measured against what it found. */
  @Schema(name = "RunGitChange")
  record Git(
      @Schema(description = "The commit that was cloned; null without a repository.")
          @Nullable String baseSha,
      @Schema(description = "The branch or tag that was cloned.") @Nullable String ref,
      @Schema(description = "The tree that git write-tree gives when the patch is applied.")
          String treeSha,
      Diffstat diffstat,
      @Schema(description = "The first of its files; the patch has all.") List<Change> changed,
      @Schema(description = "Files that changed and are not in the patch.") List<String> leftOut,
      @Schema(description = "The branch that was pushed.") @Nullable String branch,
      @Schema(description = "The commit that was pushed.") @Nullable String commitSha,
      @Nullable PullRequest pullRequest) {}

  /** How large a change is; lines of text files only. */
  @Schema(name = "RunDiffstat")
  record Diffstat(int files, long insertions, long deletions) {}

  /** A file of a change. */
  @Schema(name = "RunChangedFile")
  record Change(
      String path,
      @Schema(allowableValues = {"create", "update", "delete", "rename"}) String kind,
      @Schema(description = "Its earlier path, if it was renamed.") @Nullable String from,
      @Schema(description = "Lines; null when it is not text.") @Nullable Long insertions,
      @Nullable Long deletions) {}

  /** A request to merge the branch. */
  @Schema(name = "RunOpenedPullRequest")
  record PullRequest(long number, String url) {}

  /** Where its parts are, relative to the address of the service. */
  @Schema(name = "RunUrls")
  record Urls(
      String self,
      String events,
      String cancel,
      String artifacts,
      @Schema(description = "There is one when the run has ended and has changed something.")
          String patch,
      String transcript,
      String log,
      @Nullable String web) {}
}
