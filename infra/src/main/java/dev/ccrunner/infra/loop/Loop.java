package dev.ccrunner.infra.loop;

import dev.ccrunner.infra.away.Outage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * A thread of its own that does one thing again and again.
 *
 * <p>It may be started and stopped any number of times and in any order, from any thread; {@link
 * #stop()} returns when the thread <em>has</em> ended. A round that fails is logged and does not
 * end the loop: what it serves is away and will come back, or there is a defect and the next round
 * shows it again.
 */
public final class Loop implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  /**
   * A round may hold a claim that is just being decided: it is only interrupted when it takes
   * longer than this.
   */
  private static final Duration LET_A_ROUND_END = Duration.ofSeconds(5);

  /** What a loop needs is away, as a rule: no use asking for it a thousand times a second. */
  private static final Duration LEAST_PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final Duration pause;
  private final Round round;
  private final Phase phase;
  private final Duration letARoundEnd;
  private final Outage outage = new Outage();
  private final ReentrantLock lock = new ReentrantLock();
  // Guarded by the lock.
  private @Nullable Thread thread;
  private CountDownLatch stopping = new CountDownLatch(1);

  /**
   * When a loop stops: what takes work in before what keeps the work going. All start after
   * connections do.
   */
  public enum Phase {
    /** Takes work in: the first to stop and the last to start. */
    INTAKE(SmartLifecycle.DEFAULT_PHASE),
    /** Waits between the two until the work that was taken in is done. */
    DRAIN(SmartLifecycle.DEFAULT_PHASE - 50),
    /** Keeps work going. */
    SERVICE(SmartLifecycle.DEFAULT_PHASE - 100);

    private final int order;

    Phase(int order) {
      this.order = order;
    }

    /** As Spring counts: higher ones stop earlier. */
    public int order() {
      return order;
    }
  }

  /** One round. An interruption ends the loop. */
  @FunctionalInterface
  public interface Round {
    void run() throws InterruptedException;
  }

  /**
   * @param name of the thread, and in the log
   * @param pause between the end of a round and the beginning of the next; zero: none
   */
  public Loop(String name, Duration pause, Round round) {
    this(name, pause, round, Phase.SERVICE);
  }

  /** The same, for a loop that does not keep work going but takes it in. */
  public Loop(String name, Duration pause, Round round, Phase phase) {
    this(name, pause, round, phase, LET_A_ROUND_END);
  }

  Loop(String name, Duration pause, Round round, Phase phase, Duration letARoundEnd) {
    this.name = name;
    this.pause = pause;
    this.round = round;
    this.phase = phase;
    this.letARoundEnd = letARoundEnd;
  }

  @Override
  public void start() {
    lock.lock();
    try {
      if (thread == null) {
        var stop = new CountDownLatch(1);
        stopping = stop;
        thread = Thread.ofVirtual().name(name).start(() -> goRound(stop));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop() {
    Thread ending;
    lock.lock();
    try {
      if (thread == null) {
        return;
      }
      ending = thread;
      thread = null;
      stopping.countDown();
    } finally {
      lock.unlock();
    }
    try {
      if (!ending.join(letARoundEnd)) {
        ending.interrupt();
        ending.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    lock.lock();
    try {
      return thread != null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int getPhase() {
    return phase.order();
  }

  private void goRound(CountDownLatch stop) {
    try {
      Duration wait;
      do {
        wait = pause;
        try {
          round.run();
          outage
              .over()
              .ifPresent(
                  failing -> log.info("{} works again after {} s", name, failing.toSeconds()));
        } catch (RuntimeException e) {
          wait = pause.compareTo(LEAST_PAUSE_AFTER_FAILURE) > 0 ? pause : LEAST_PAUSE_AFTER_FAILURE;
          failed(e, wait);
        }
      } while (!stop.await(wait.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      // Only stop() interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** The whole story once; as long as it goes on, one line now and then. */
  private void failed(RuntimeException e, Duration triedAgainIn) {
    outage
        .failed()
        .ifPresent(failing -> {
          if (failing.isZero()) {
            log.warn("{} failed and is tried again in {}", name, triedAgainIn, e);
          } else {
            log.warn(
                "{} has failed for {} s and is tried again each {}: {}",
                name,
                failing.toSeconds(),
                triedAgainIn,
                e.toString());
          }
        });
  }
}
