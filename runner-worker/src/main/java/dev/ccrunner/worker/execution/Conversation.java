package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.worker.claudecode.CliInput;
import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.Exit;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Leads one run's conversation with Claude Code to its end: says the prompt, waits for the result,
 * says good-bye; and cuts it short when somebody wants that or the time is up.
 *
 * <pre>
 * cancel, timeout:  t0  interrupt by message (the turn ends with a result; a Bash child is killed)
 *                   t0 + interruptGrace   SIGKILL to everything the run started
 * lease lost:       t0  SIGKILL to everything the run started
 * result:           t0  end of session, end of input
 *                   t0 + exitGrace        SIGINT, SIGTERM, SIGKILL as {@link Child#stop()} draws it
 * </pre>
 */
final class Conversation {
  private final Child child;
  private final Transcript transcript;
  private final Stops stops;
  private final BlockingQueue<Signal> signals;
  private final ExecutionSettings settings;
  private final Ticker ticker;

  Conversation(
      Child child,
      Transcript transcript,
      Stops stops,
      BlockingQueue<Signal> signals,
      ExecutionSettings settings,
      Ticker ticker) {
    this.child = child;
    this.transcript = transcript;
    this.stops = stops;
    this.signals = signals;
    this.settings = settings;
    this.ticker = ticker;
  }

  /**
   * Returns when the child has ended, one way or the other.
   *
   * @param deadline the ticker's reading at which the run has taken too long
   */
  Exit lead(RunSpec spec, long deadline) throws InterruptedException {
    watchExit();
    if (!stops.wanted() && introduced(spec)) {
      awaitTurn(spec, deadline);
    }
    return stops.wanted() ? cutShort() : sayGoodBye();
  }

  private boolean introduced(RunSpec spec) throws InterruptedException {
    // An initialize that says nothing would only cost time: some 35 ms before the first event.
    boolean words = spec.systemPrompt() != null || spec.appendSystemPrompt() != null;
    return (!words || child.send(CliInput.initialize("initialize", spec)))
        && child.send(CliInput.userMessage(UUID.randomUUID(), spec.prompt()));
  }

  /** Waits for the result, the end of the process, or a reason to end it. */
  private void awaitTurn(RunSpec spec, long deadline) throws InterruptedException {
    long idle = spec.limits().idleTimeout().toNanos();
    while (!stops.wanted()) {
      long idleDeadline = transcript.lastHeard() + idle;
      long next = Math.min(deadline - ticker.nanos(), idleDeadline - ticker.nanos());
      var signal = signals.poll(Math.max(next, 0), TimeUnit.NANOSECONDS);
      if (signal == Signal.TURN_ENDED || signal == Signal.EXITED) {
        return;
      }
      if (ticker.reached(deadline)) {
        stops.timedOut();
      } else if (ticker.reached(transcript.lastHeard() + idle)) {
        stops.idleTimedOut();
      }
    }
  }

  private Exit sayGoodBye() throws InterruptedException {
    boolean _ = child.send(CliInput.endSession("end"));
    child.closeInput();
    var exit = child.awaitExit(settings.exitGrace());
    return exit.isPresent() ? exit.get() : child.stop();
  }

  private Exit cutShort() throws InterruptedException {
    if (!stops.isLeaseLost() && child.send(CliInput.interrupt("stop"))) {
      child.closeInput();
      var exit = child.awaitExit(settings.interruptGrace());
      if (exit.isPresent()) {
        return exit.get();
      }
    }
    child.kill();
    return child.awaitExit();
  }

  private void watchExit() {
    Thread.ofVirtual()
        .name("exit-of-" + child.pid())
        .start(() -> {
          try {
            Exit _ = child.awaitExit();
            boolean _ = signals.offer(Signal.EXITED);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
