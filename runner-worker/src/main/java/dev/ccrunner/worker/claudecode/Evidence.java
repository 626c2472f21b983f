package dev.ccrunner.worker.claudecode;

import dev.ccrunner.run.RunFailure;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that is known about an attempt once its process is gone.
 *
 * @param exitCode as a shell reports it, so 128 + n for signal n; empty: the process could not be
 *     started
 * @param sessionStarted whether Claude Code printed an {@code init}
 * @param lastResult of the results it printed
 * @param lastProviderError the provider's last answer if that was an error
 * @param stops what was done to end it early
 * @param stderrTail the last lines of its error output, oldest first
 */
public record Evidence(
    OptionalInt exitCode,
    boolean sessionStarted,
    Optional<CliResult> lastResult,
    Optional<ProviderError> lastProviderError,
    Stops stops,
    List<String> stderrTail) {

  public Evidence {
    stderrTail = List.copyOf(stderrTail);
  }

  /**
   * Why the worker or the broker wanted the attempt to end before Claude Code did. Several may be
   * true: they race.
   *
   * @param cancelRequested the reason that was given
   * @param workerStopped its worker is stopping and could not wait for it
   * @param moneyGone what ran out, when a model call was refused for that
   * @param overLimit the limit of the machine for which it was ended
   * @param refused what the machine refused it without ending it
   */
  public record Stops(
      Optional<String> cancelRequested,
      boolean workerStopped,
      boolean timedOut,
      boolean idleTimedOut,
      Optional<String> moneyGone,
      Optional<RunFailure> overLimit,
      Optional<RunFailure> refused) {
    /** Nobody wanted it to end. */
    public static final Stops NONE =
        new Stops(Optional.empty(), false, false, false, Optional.empty());

    /** One that had enough of the machine. */
    public Stops(
        Optional<String> cancelRequested,
        boolean workerStopped,
        boolean timedOut,
        boolean idleTimedOut,
        Optional<String> moneyGone) {
      this(
          cancelRequested,
          workerStopped,
          timedOut,
          idleTimedOut,
          moneyGone,
          Optional.empty(),
          Optional.empty());
    }
  }
}
