package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.RunControl;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.worker.claudecode.CliBlock;
import dev.ccrunner.worker.claudecode.CliInput;
import dev.ccrunner.worker.claudecode.CliResult;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Rounds;
import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.Exit;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads one run's conversation with Claude Code to its end: says the prompt and what else is said
 * to the run, waits until all of it is answered, says good-bye; and cuts it short when somebody
 * wants that or the time is up.
 *
 * <pre>
 * cancel, timeout:  t0  interrupt by message (the turn ends with a result; a Bash child is killed)
 *                   t0 + interruptGrace   SIGKILL to everything the run started
 * interrupt:        t0  interrupt by message, as soon as a turn runs; what waits is the next turn
 *                   t0 + interruptTurnGrace   as cancel
 * no money:         as cancel, but with interruptTurnGrace; the call that found none waits meanwhile
 * lease lost:       t0  SIGKILL to everything the run started
 * all answered:     t0  one more look for messages; then it is kept for the session's next run, or
 *                       end of session, end of input
 *                   t0 + exitGrace        SIGINT, SIGTERM, SIGKILL as {@link Child#stop()} draws it
 * </pre>
 */
final class Conversation {
  private static final Logger log = LoggerFactory.getLogger(Conversation.class);

  /** What is said instead of a prompt that an earlier attempt has said already. */
  private static final String GO_ON =
      "Continue from where you left off. The machine that you worked on was lost meanwhile, and the"
          + " latest changes to files may be lost with it: look before you rely on them.";

  /** The id of the request whose answer is the last that is heard of a turn. */
  private static final String LAST_WORD = "last-word";

  private final Child child;
  private final Transcript transcript;
  private final Spoken spoken;
  private final Inbox inbox;
  private final Rounds.Going rounds;
  private final Continued continued;
  private final UUID prompt;
  private final RunInput input;
  private final Interruption interruption;
  private final Stops stops;
  private final BlockingQueue<Signal> signals;
  private final ExecutionSettings settings;
  private final Ticker ticker;

  /** How many turns had ended when the work was last looked at. */
  private int lookedAfter;

  Conversation(
      Child child,
      Transcript transcript,
      Inbox inbox,
      Rounds.Going rounds,
      Continued continued,
      RunAttempt attempt,
      ExecutionSettings settings,
      Ticker ticker) {
    this.child = child;
    this.transcript = transcript;
    this.spoken = attempt.spoken();
    this.inbox = inbox;
    this.rounds = rounds;
    this.continued = continued;
    this.prompt = attempt.runId().value();
    this.input = attempt.lease().spec().input();
    this.interruption = new Interruption(child, spoken, settings, ticker);
    this.stops = attempt.stops();
    this.signals = attempt.signals();
    this.settings = settings;
    this.ticker = ticker;
  }

  /**
   * Returns when there is no more to say, or a reason to end.
   *
   * @param prompt what is said first, unless an earlier attempt has said it
   * @param deadline the ticker's reading at which the run has taken too long
   */
  void lead(RunSpec spec, List<CliBlock> prompt, long deadline) throws InterruptedException {
    watchExit();
    if (!stops.wanted() && sayPrompt(prompt)) {
      // What was said while the run waited comes right after its prompt.
      listen();
      converse(spec.limits().idleTimeout(), deadline);
    }
  }

  /** To a Claude Code that has only just been started. */
  void introduce(RunSpec spec) throws InterruptedException {
    // An initialize that says nothing would only cost time: some 35 ms before the first event.
    boolean system = spec.systemPrompt() != null || spec.appendSystemPrompt() != null;
    // If it is not taken, nothing else will be.
    boolean _ = system && child.send(CliInput.initialize("initialize", spec));
  }

  /**
   * Whether the turn is over in every respect: nothing is wanted, and all is heard that Claude Code
   * had to say.
   */
  boolean isOver(PermissionMode mode) throws InterruptedException {
    if (stops.wanted()
        || !spoken.allAnswered()
        || transcript.lastResult().filter(CliResult::good).isEmpty()
        || !child.send(CliInput.permissionMode(LAST_WORD, mode))) {
      return false;
    }
    long until = ticker.after(settings.interruptGrace());
    while (!transcript.isAnswered(LAST_WORD)) {
      var signal = signals.poll(Math.max(0, until - ticker.nanos()), TimeUnit.NANOSECONDS);
      if (signal == Signal.EXITED || stops.wanted() || ticker.reached(until)) {
        return false;
      }
    }
    return spoken.allAnswered() && transcript.recorded();
  }

  /** Returns when the child has ended, one way or the other. */
  Exit end() throws InterruptedException {
    return stops.wanted() ? cutShort() : sayGoodBye();
  }

  /** It bears the run's own id, so that an attempt knows it again that goes on with another's. */
  private boolean sayPrompt(List<CliBlock> words) throws InterruptedException {
    return continued.heard(prompt) ? sayOurselves(GO_ON) : say(prompt, words);
  }

  /** Words of the user. */
  private boolean say(UUID message, List<CliBlock> words) throws InterruptedException {
    return send(message, CliInput.userMessage(message, words, input));
  }

  private boolean sayOurselves(String words) throws InterruptedException {
    var message = UUID.randomUUID();
    return send(message, CliInput.userMessage(message, words));
  }

  private boolean send(UUID message, String line) throws InterruptedException {
    spoken.said(message);
    boolean sent = child.send(line);
    if (!sent) {
      spoken.unsaid(message);
    }
    return sent;
  }

  /** Takes what was said to the run, and passes it on. */
  private void listen() throws InterruptedException {
    for (var control : inbox.open()) {
      switch (control) {
        case RunControl.Message(var id, var text) -> {
          if (!continued.heard(id.value()) && !say(id.value(), List.of(new CliBlock.Words(text)))) {
            log.warn("Claude Code took no more words; {} is not said", id);
          }
        }
        case RunControl.Interrupt _ -> interruption.want();
      }
    }
  }

  /** Returns when all is answered and nothing more is said, or when there is a reason to end. */
  private void converse(Duration idle, long deadline) throws InterruptedException {
    while (!stops.wanted()) {
      interruption.pursue();
      if (spoken.allAnswered()) {
        listen();
        if (spoken.allAnswered() && !inbox.unsure() && !goesOn()) {
          noteInterrupted();
          return;
        }
      }
      var signal = signals.poll(untilNextLook(idle, deadline), TimeUnit.NANOSECONDS);
      // It may be the last news of another one, that this one was started for.
      if (signal == Signal.EXITED && !child.isAlive()) {
        return;
      }
      if (signal == Signal.CONTROLS || inbox.unsure()) {
        listen();
      }
      if (ticker.reached(deadline)) {
        stops.timedOut();
      } else if (ticker.reached(transcript.lastHeard() + idle.toNanos())) {
        stops.idleTimedOut();
      } else if (interruption.overdue()) {
        stops.cancel(RunOutcome.Cancelled.INTERRUPTED);
      }
    }
  }

  /** Whether there is more to say: the work that Claude Code takes to be done is looked at. */
  private boolean goesOn() throws InterruptedException {
    int ended = spoken.turnsEnded();
    var result = transcript.lastResult().filter(last -> last.good() || last.misshapen());
    if (result.isEmpty() || ended == lookedAfter) {
      return false;
    }
    lookedAfter = ended;
    var words = rounds.next(result.get());
    transcript.listenAnew(); // a look at the work takes its time, and Claude Code is not idle
    if (words.isPresent()) {
      return !stops.wanted() && sayOurselves(words.get());
    }
    listen(); // and somebody may have said something meanwhile
    return !spoken.allAnswered() || inbox.unsure();
  }

  private long untilNextLook(Duration idle, long deadline) {
    long now = ticker.nanos();
    long next = Math.min(deadline - now, transcript.lastHeard() + idle.toNanos() - now);
    next = Math.min(next, interruption.nanosLeft());
    if (inbox.unsure()) {
      next = Math.min(next, settings.ledgerRetry().toNanos());
    }
    return Math.max(next, 0);
  }

  private void noteInterrupted() {
    boolean aborted =
        transcript.lastResult().filter(result -> result.ending().aborted()).isPresent();
    if (interruption.everSent() && aborted) {
      stops.interrupted();
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
      // Who has run out of money has done nothing wrong: the turn may end in good order.
      var grace = stops.isMoneyGone() ? settings.interruptTurnGrace() : settings.interruptGrace();
      var exit = child.awaitExit(grace);
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
