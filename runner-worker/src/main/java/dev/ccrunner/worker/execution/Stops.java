package dev.ccrunner.worker.execution;

import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.claudecode.Evidence;
import dev.ccrunner.worker.lease.LeaseHolder;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt is to end before Claude Code thinks so. Wishes come from any thread and race; each
 * is noted, and each wakes the attempt's own thread, which acts. A lost lease does not wait for it.
 */
final class Stops implements LeaseHolder {
  private final BlockingQueue<Signal> signals;
  private final KillSwitch killSwitch = new KillSwitch();
  private volatile @Nullable String cancelReason;
  private volatile boolean handedOver;
  private volatile boolean leaseLost;
  private volatile boolean timedOut;
  private volatile boolean idleTimedOut;
  private volatile boolean interrupted;
  private volatile boolean moneyGone;

  Stops(BlockingQueue<Signal> signals) {
    this.signals = signals;
  }

  @Override
  public void cancel(String reason) {
    if (cancelReason == null) {
      cancelReason = reason;
      boolean _ = signals.offer(Signal.STOP);
    }
  }

  /** Not a stop, but it comes the same way: the attempt's own thread is to look. */
  @Override
  public void controlsWaiting() {
    boolean _ = signals.offer(Signal.CONTROLS);
  }

  @Override
  public void handOver() {
    handedOver = true;
    boolean _ = signals.offer(Signal.STOP);
  }

  @Override
  public void leaseLost() {
    leaseLost = true;
    killSwitch.pull();
    boolean _ = signals.offer(Signal.STOP);
  }

  /** What kills the child when the lease is lost. */
  KillSwitch killSwitch() {
    return killSwitch;
  }

  /** There is no money for another call to the model. */
  void moneyGone() {
    moneyGone = true;
    boolean _ = signals.offer(Signal.STOP);
  }

  boolean isMoneyGone() {
    return moneyGone;
  }

  void timedOut() {
    timedOut = true;
  }

  void idleTimedOut() {
    idleTimedOut = true;
  }

  /** The last turn ended because somebody wanted it to, and nothing follows it. */
  void interrupted() {
    interrupted = true;
  }

  /** Whether the run belongs to somebody else: nothing may be written any more. */
  boolean isLeaseLost() {
    return leaseLost;
  }

  Optional<String> cancelReason() {
    return Optional.ofNullable(cancelReason);
  }

  boolean wanted() {
    return leaseLost || handedOver || cancelReason != null || timedOut || idleTimedOut || moneyGone;
  }

  Evidence.Stops evidence(Optional<String> moneyGone) {
    var wanted = Optional.ofNullable(cancelReason);
    return new Evidence.Stops(
        interrupted ? wanted.or(() -> Optional.of(RunOutcome.Cancelled.INTERRUPTED)) : wanted,
        handedOver,
        timedOut,
        idleTimedOut,
        moneyGone);
  }
}
