package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.redis.LiveChannels;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What Redis said about a run, waiting for the run's feed. Filled on Redis's own thread, so it
 * never waits: what does not fit is forgotten, and the feed is told to read it again.
 */
final class Mailbox implements LiveChannels.Listener {

  /** One thing that was said. */
  sealed interface Letter {
    /** An event. */
    record Event(RunEvent event) implements Letter {}

    /** A piece of text. */
    record Delta(RunDelta delta) implements Letter {}

    /** The connection was lost. */
    record Interrupted() implements Letter {}

    /** From now on nothing is missed again. */
    record Resumed() implements Letter {}

    /** Look at everything: something was forgotten, or the feed shall stop. */
    record Look() implements Letter {}
  }

  /**
   * Events and deltas are bounded by {@link #offer}. The others are not, and cannot grow: a
   * connection is lost and found at most once for each probe of Redis, a request to look comes with
   * an arrival or a filled mailbox, and whoever takes letters out does so all the time.
   */
  private final LinkedBlockingQueue<Letter> letters = new LinkedBlockingQueue<>();

  private final AtomicLong bytes = new AtomicLong();
  private final StreamSettings.Feed limits;

  Mailbox(StreamSettings.Feed limits) {
    this.limits = limits;
  }

  @Nullable Letter poll(long nanos) throws InterruptedException {
    Letter letter = nanos <= 0 ? letters.poll() : letters.poll(nanos, TimeUnit.NANOSECONDS);
    if (letter != null) {
      bytes.addAndGet(-size(letter));
    }
    return letter;
  }

  void look() {
    letters.add(new Letter.Look());
  }

  @Override
  public void event(RunEvent event) {
    if (!offer(new Letter.Event(event)) && letters.size() <= limits.backlog() + 1) {
      look();
    }
  }

  @Override
  public void delta(RunDelta delta) {
    // One that does not fit is not missed: the whole text follows.
    offer(new Letter.Delta(delta));
  }

  @Override
  public void interrupted() {
    letters.add(new Letter.Interrupted());
  }

  @Override
  public void resumed() {
    letters.add(new Letter.Resumed());
  }

  private boolean offer(Letter letter) {
    if (letters.size() >= limits.backlog() || bytes.get() > limits.backlogBytes().toBytes()) {
      return false;
    }
    bytes.addAndGet(size(letter));
    return letters.add(letter);
  }

  private static long size(Letter letter) {
    return switch (letter) {
      case Letter.Event(RunEvent event) -> event.json().length();
      case Letter.Delta(RunDelta delta) -> delta.json().length();
      case Letter.Interrupted _, Letter.Resumed _, Letter.Look _ -> 0;
    };
  }
}
