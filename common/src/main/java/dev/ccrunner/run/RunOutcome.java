package dev.ccrunner.run;

/** How an attempt ended, as judged from what the system and Claude Code said. */
public sealed interface RunOutcome {
  /** Claude Code finished. */
  record Succeeded() implements RunOutcome {}

  /** It went wrong. */
  record Failed(RunFailure failure) implements RunOutcome {}

  /** It was cancelled, and the process is gone. */
  record Cancelled(String reason) implements RunOutcome {
    /** The reason of a run that ended because its turn was interrupted and nothing followed. */
    public static final String INTERRUPTED = "Interrupted.";
  }

  /** The move in the life of the run that this outcome makes. */
  default RunTransition transition() {
    return switch (this) {
      case Succeeded _ -> RunTransition.SUCCEED;
      case Failed _ -> RunTransition.FAIL;
      case Cancelled _ -> RunTransition.CANCEL;
    };
  }
}
