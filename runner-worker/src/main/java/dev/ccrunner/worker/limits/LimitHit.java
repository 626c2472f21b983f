package dev.ccrunner.worker.limits;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run has come to an end of what it may use.
 *
 * @param used as much as was seen
 * @param ends whether it ends the run; else something was refused to it, and it goes on
 */
public record LimitHit(Kind kind, long limit, long used, boolean ends) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /** What there was not enough of. */
  public enum Kind {
    MEMORY,
    PROCESSES,
    DISK,
    /** Files and directories. */
    FILES,
    /** Directories in each other. */
    DEPTH;

    /** As events and metrics name it. */
    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The data of {@code limit.hit}. */
  public String dataJson() {
    return JSON.createObjectNode()
        .put("kind", kind.wireName())
        .put("limit", limit)
        .put("used", used)
        .put("ends_run", ends)
        .put("message", sentence())
        .toString();
  }

  /** Why the run has failed, if it has for this. */
  public RunFailure failure() {
    var code =
        switch (kind) {
          case MEMORY -> FailureCode.OOM;
          case PROCESSES -> FailureCode.PROCESS_LIMIT;
          case DISK, FILES, DEPTH -> FailureCode.DISK_FULL;
        };
    return RunFailure.of(code, sentence());
  }

  private String sentence() {
    return switch (kind) {
      case MEMORY ->
          used < limit - limit / 10
              ? "The worker's machine ran out of memory while the run used %s of the %s that it may."
                  .formatted(Amount.of(used), Amount.of(limit))
              : "The run used up the %s of memory that it may.".formatted(Amount.of(limit));
      case PROCESSES ->
          "The run wanted more than the %d processes and threads that it may have."
              .formatted(limit);
      case DISK ->
          "The run's files take %s, and may take %s.".formatted(Amount.of(used), Amount.of(limit));
      case FILES ->
          "The run has %d files and directories or more, and may have %d.".formatted(used, limit);
      case DEPTH ->
          "The run's directories lie deeper in each other than %d, where what they take cannot be measured."
              .formatted(limit);
    };
  }
}
