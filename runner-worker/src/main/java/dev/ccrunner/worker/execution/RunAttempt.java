package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunId;
import dev.ccrunner.worker.claudecode.Evidence;
import dev.ccrunner.worker.job.Rounds;
import dev.ccrunner.worker.process.Exit;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One attempt at one run: its lease, its deadline, and how it can be woken. */
final class RunAttempt {
  /**
   * Far more than there are reasons to wake; a signal that finds no room is one that others have
   * given already.
   */
  private static final int SIGNALS = 64;

  private final RunLease lease;
  private final Ticker ticker;
  private final long deadline;
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(SIGNALS);
  private final Stops stops = new Stops(signals);
  private final Spoken spoken = new Spoken();

  /** Used by the attempt's own thread only. */
  private boolean confirmed;

  RunAttempt(RunLease lease, Ticker ticker) {
    this.lease = lease;
    this.ticker = ticker;
    this.deadline = ticker.after(lease.spec().limits().timeout());
  }

  RunLease lease() {
    return lease;
  }

  RunId runId() {
    return lease.key().runId();
  }

  /** Whether the request allows another attempt when this one has failed so. */
  boolean mayBeFollowedAfter(FailureCode code) {
    return lease.spec().retry().allowsAfter(lease.attempt(), code);
  }

  /** The ticker's reading at which the run has taken too long. */
  long deadline() {
    return deadline;
  }

  /** Whether somebody wants it to end, or its time is up: what is going on may be broken off. */
  boolean unwanted() {
    if (ticker.reached(deadline)) {
      stops.timedOut();
    }
    return stops.wanted();
  }

  BlockingQueue<Signal> signals() {
    return signals;
  }

  Stops stops() {
    return stops;
  }

  Spoken spoken() {
    return spoken;
  }

  /**
   * The process died that it was to go on with, and has heard nothing: another one is started for
   * it.
   */
  void beginAnew() {
    spoken.forget();
    while (signals.remove(Signal.EXITED)) {
      // What has ended is gone.
    }
  }

  /** Whether the ledger knows that it runs. */
  boolean isConfirmed() {
    return confirmed;
  }

  void confirmed() {
    confirmed = true;
  }

  /** Waits, but not when there is news. */
  void pause(Duration duration) throws InterruptedException {
    var signal = signals.poll(duration.toNanos(), TimeUnit.NANOSECONDS);
    if (signal != null) {
      boolean _ = signals.offer(signal);
    }
  }

  /** All that is known about it now that the child has ended. */
  Evidence evidence(Exit exit, Transcript transcript, Metered metered, Rounds.Going rounds) {
    return new Evidence(
        OptionalInt.of(exit.code()),
        transcript.sessionStarted(),
        // A result before the last message was dealt with says nothing about the whole, and a good
        // one nothing about work that nobody has looked at.
        transcript
            .lastResult()
            .filter(_ -> spoken.allAnswered())
            .filter(result -> !result.good() || rounds.finished()),
        metered.lastProviderError(),
        stops.evidence(metered.moneyGone()),
        List.of(exit.stderrTail().split("\n", -1)));
  }
}
