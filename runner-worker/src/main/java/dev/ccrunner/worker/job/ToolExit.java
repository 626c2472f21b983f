package dev.ccrunner.worker.job;

/**
 * How a tool ended.
 *
 * @param stderr the end of what it had to say
 */
public record ToolExit(End end, int code, String stderr) {
  /** Who ended it. */
  public enum End {
    /** It itself: the code is its own. */
    ITSELF,
    /** It took too long. */
    TIME_UP,
    /** The one who started it wanted no more of it, or the lease was lost. */
    UNWANTED
  }

  /** Whether it did what it was to do. */
  public boolean good() {
    return end == End.ITSELF && code == 0;
  }
}
