package dev.ccrunner.worker.execution;

import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.claudecode.Evidence;
import dev.ccrunner.worker.lease.LeaseHolder;
import dev.ccrunner.worker.limits.LimitHit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt is to end before Claude Code thinks so. Wishes come from any thread and race; each
 * is noted, and each wakes the attempt's own thread, which acts. A lost lease does not wait for it.
 */
final class Stops implements LeaseHolder {
  private final BlockingQueue<Signal> signals;
  private final KillSwitch killSwitch = new KillSwitch();
  private final List<LimitHit> hits = new CopyOnWriteArrayList<>();
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

  /** The run has come to a limit of the machine; one that ends it does not wait either. */
  void limitHit(LimitHit hit) {
    hits.add(hit);
    if (hit.ends()) {
      killSwitch.pull();
      boolean _ = signals.offer(Signal.STOP);
    }
  }

  /** The limits it has come to so far. */
  List<LimitHit> limitHits() {
    return List.copyOf(hits);
  }

  /** Why it has failed if it was ended for a limit of the machine. */
  Optional<RunFailure> overLimit() {
    return hits.stream().filter(LimitHit::ends).findFirst().map(LimitHit::failure);
  }

  /** What kills the child when the lease is lost, or a limit of the machine is exceeded. */
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

  /** Whether nobody waits for what the run has made any more. */
  boolean isCancelledOrLost() {
    return leaseLost || cancelReason != null;
  }

  boolean wanted() {
    return leaseLost
        || handedOver
        || cancelReason != null
        || timedOut
        || idleTimedOut
        || moneyGone
        || hits.stream().anyMatch(LimitHit::ends);
  }

  Evidence.Stops evidence(Optional<String> moneyGone) {
    var wanted = Optional.ofNullable(cancelReason);
    return new Evidence.Stops(
        interrupted ? wanted.or(() -> Optional.of(RunOutcome.Cancelled.INTERRUPTED)) : wanted,
        handedOver,
        timedOut,
        idleTimedOut,
        moneyGone,
        overLimit(),
        hits.stream().filter(hit -> !hit.ends()).findFirst().map(LimitHit::failure));
  }
}
