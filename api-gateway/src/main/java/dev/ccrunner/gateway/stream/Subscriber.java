package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.time.Ticker;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of a stream: of one run, or of the runs of a session. It owns no queue, only a place
 * in the log ({@code sent}) and, once it has caught up, a place in the feed's window. Whenever
 * something may have changed it is woken, and writes what follows its place for as long as the
 * socket takes it without waiting. A client too slow for the window loses its place there, and
 * reads the stored log at its own pace until it has caught up again.
 *
 * <p>All fields that are neither final nor volatile belong to {@link #drain}, which never runs
 * twice at once.
 */
final class Subscriber implements WriteListener, AsyncListener {
  private static final Logger log = LoggerFactory.getLogger(Subscriber.class);

  private static final int NOT_IN_WINDOW = -1;

  private final Course course;
  private final StreamOptions options;
  private final BooleanSupplier admitted;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final StreamSettings settings;
  private final Ticker ticker;
  private final StreamMetrics metrics;
  private final Executor executor;
  private final Consumer<Subscriber> whenClosed;

  /**
   * How often it was woken since it last fell asleep. It begins awake, so that nothing is written
   * before the container says that it may: a write before that would be one that blocks.
   */
  private final AtomicInteger wakes = new AtomicInteger(1);

  private final AtomicBoolean begun = new AtomicBoolean();

  private final AtomicBoolean closed = new AtomicBoolean();

  /** Changes only with {@link RunFeeds}' lock, and by {@link #drain}. */
  private volatile RunFeed feed;

  private volatile long nextPing;
  private volatile boolean pingDue;
  private volatile boolean unfinished;
  private volatile @Nullable Frame goodbye;

  /** The index in the window that it wants next. */
  private volatile long position = NOT_IN_WINDOW;

  /** The number of the last event that was written, or passed over by the filter. */
  private long sent;

  /** The number that the client knows of. */
  private long told;

  private Iterator<Frame> page = Collections.emptyIterator();
  private @Nullable Frame opening;
  private boolean saidGoodbye;
  private boolean unflushed;
  private boolean blocked;
  private boolean mayBlock;
  private boolean wantsToBlock;

  Subscriber(
      RunFeed feed,
      Course course,
      StreamOptions options,
      BooleanSupplier admitted,
      AsyncContext context,
      ServletOutputStream out,
      StreamSettings settings,
      Ticker ticker,
      StreamMetrics metrics,
      Executor executor,
      Consumer<Subscriber> whenClosed) {
    this.feed = feed;
    this.course = course;
    this.options = options;
    this.admitted = admitted;
    this.context = context;
    this.out = out;
    this.settings = settings;
    this.ticker = ticker;
    this.metrics = metrics;
    this.executor = executor;
    this.whenClosed = whenClosed;
    this.sent = options.after();
    this.told = options.after();
    this.opening = Frame.retry(settings.retry());
    this.nextPing = ticker.after(settings.heartbeat());
  }

  /** Begins to write: the container calls back as soon as the request has left its thread. */
  void begin() {
    context.addListener(this);
    out.setWriteListener(this);
  }

  RunFeed feed() {
    return feed;
  }

  /** It follows another log from now on. With the lock of {@link RunFeeds}. */
  void follow(RunFeed other) {
    feed = other;
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Whether its caller would be let in now as well; may ask PostgreSQL. */
  boolean admitted() {
    return admitted.getAsBoolean();
  }

  /** What of the window it still needs; nothing while it reads the stored log. */
  long position() {
    long index = position;
    return index == NOT_IN_WINDOW ? Long.MAX_VALUE : index;
  }

  /** Something may have changed. Never blocks. */
  void wake() {
    if (wakeUp()) {
      executor.execute(this::writeAlone);
    }
  }

  /** Something may have changed; whether it was asleep, so that the caller must make it write. */
  boolean wakeUp() {
    return wakes.getAndIncrement() == 0;
  }

  /** Writes, among others, and therefore hands over to a thread of its own before it may block. */
  void writeInTurn() {
    drainUntilAsleep(false);
  }

  private void writeAlone() {
    drainUntilAsleep(true);
  }

  /** Called each moment by housekeeping. */
  void tick() {
    if (ticker.reached(nextPing)) {
      nextPing = ticker.after(settings.heartbeat());
      pingDue = true;
      wake();
    } else if (unfinished) {
      wake();
    }
  }

  /** {@code frame} is the last thing the client gets. */
  void sendAway(Frame frame) {
    goodbye = frame;
    wake();
  }

  private void drainUntilAsleep(boolean mayBlock) {
    int seen = wakes.get();
    this.mayBlock = mayBlock;
    do {
      try {
        drain();
      } catch (IOException | IllegalStateException e) {
        // The client went away; whoever comes back says what it had.
        log.debug("A stream of {} has broken", feed.runId(), e);
        close();
      } catch (RuntimeException e) {
        log.warn("A stream of {} could not go on now; it is tried again", feed.runId(), e);
        unfinished = true;
      }
      if (wantsToBlock) {
        // Still awake, so nobody else makes it write meanwhile.
        wantsToBlock = false;
        executor.execute(this::writeAlone);
        return;
      }
      seen = wakes.addAndGet(-seen);
    } while (seen != 0 && !closed.get());
  }

  private void drain() throws IOException {
    while (!closed.get()) {
      if (!out.isReady()) {
        letGo();
        return;
      }
      blocked = false;
      Frame frame = next();
      if (frame != null) {
        out.write(frame.bytes());
        unflushed = true;
        metrics.frameWritten();
      } else if (unflushed) {
        unflushed = false;
        out.flush();
      } else if (goodbye != null) {
        close();
      } else if (!atEndOfLog() || !goOn()) {
        return;
      }
    }
  }

  /** A client that cannot take more now must not hold a page of the log meanwhile. */
  private void letGo() {
    if (blocked) {
      page = Collections.emptyIterator();
    }
    blocked = true;
    unfinished = page.hasNext();
  }

  private boolean atEndOfLog() {
    return feed.ended() && sent >= feed.head();
  }

  /** Whether there is something to write at once, or nothing any more. */
  private boolean goOn() {
    if (course.asks() && !mayBlock) {
      wantsToBlock = true;
      return false;
    }
    RunFeed before = feed;
    var step = course.goOn(this);
    if (feed != before) {
      sent = 0;
      told = 0;
      position = NOT_IN_WINDOW;
      page = Collections.emptyIterator();
    }
    return switch (step) {
      case ANOTHER_LOG -> true;
      case NOT_YET -> false;
      case OVER -> {
        close();
        yield false;
      }
    };
  }

  private @Nullable Frame next() {
    if (opening != null) {
      Frame first = opening;
      opening = null;
      return first;
    }
    if (goodbye != null) {
      return goodbyeOnce();
    }
    if (pingDue) {
      pingDue = false;
      return told < sent ? tell() : Frame.PING;
    }
    Frame frame = nextOfLog();
    if (frame == null && told < sent && atEndOfLog()) {
      return tell();
    }
    return frame;
  }

  private @Nullable Frame goodbyeOnce() {
    if (saidGoodbye) {
      return null;
    }
    saidGoodbye = true;
    return goodbye;
  }

  private Frame tell() {
    told = sent;
    return course.cursor(sent);
  }

  private @Nullable Frame nextOfLog() {
    unfinished = false;
    while (true) {
      Window window = feed.window();
      if (window == null) {
        return null;
      }
      Frame frame;
      if (position != NOT_IN_WINDOW) {
        frame = window.get(position);
        if (frame == null && !window.hasLost(position)) {
          return null;
        }
        if (frame == null || (!frame.isDelta() && frame.seq() > sent + 1)) {
          position = NOT_IN_WINDOW;
          metrics.fellBack();
          continue;
        }
        position = position + 1;
        if (frame.isDelta()) {
          if (wantsDelta(frame, window)) {
            return frame;
          }
          continue;
        }
      } else if (page.hasNext()) {
        frame = page.next();
      } else {
        position = window.indexAfter(sent);
        if (position == NOT_IN_WINDOW && !turnPage()) {
          return null;
        }
        continue;
      }
      if (frame.seq() <= sent) {
        continue;
      }
      sent = frame.seq();
      if (options.wants(frame.type())) {
        told = sent;
        return course.shown(frame);
      }
    }
  }

  private boolean wantsDelta(Frame delta, Window window) {
    return options.deltas()
        && delta.seq() == sent
        && options.wants(delta.type())
        && window.after(position) < settings.window().deltaLag();
  }

  /** Reads on in the stored log; false when it does not have what follows, yet. */
  private boolean turnPage() {
    if (feed.head() <= sent) {
      return false;
    }
    if (!mayBlock) {
      wantsToBlock = true;
      return false;
    }
    page = feed.replay(sent).iterator();
    unfinished = !page.hasNext();
    return page.hasNext();
  }

  /** Ends the stream, once. */
  void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    whenClosed.accept(this);
    try {
      context.complete();
    } catch (IllegalStateException e) {
      log.debug("A stream of {} was already over", feed.runId(), e);
    }
  }

  @Override
  public void onWritePossible() {
    if (begun.compareAndSet(false, true)) {
      executor.execute(this::writeAlone);
    } else {
      wake();
    }
  }

  @Override
  public void onError(Throwable failure) {
    log.debug("A stream of {} has broken", feed.runId(), failure);
    close();
  }

  @Override
  public void onError(AsyncEvent event) {
    close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nobody starts it anew.
  }
}
