package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LogState;
import dev.ccrunner.infra.redis.LiveChannels;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one run for all clients of this gateway that watch it: subscribes, waits for Redis's
 * confirmation, notes how far the log is, and from then on adds every later event to the window
 * exactly once and in order. Older events are the clients' own business (see {@link Subscriber}).
 *
 * <p>Three things can go wrong, and all are answered by reading the stored log after {@link #head}:
 * a number is skipped (a hole), Redis is away (then this is done again and again), or messages got
 * lost without a word (so it is done each few seconds anyway).
 *
 * <p>One virtual thread owns all state that is not final, volatile or thread-safe by itself.
 */
final class RunFeed implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(RunFeed.class);

  private static final long UNKNOWN = -1;

  private final TeamId team;
  private final RunId run;
  private final RunHistory history;
  private final LiveChannels channels;
  private final StreamSettings settings;
  private final Ticker ticker;
  private final Executor writers;
  private final AtomicLong windowTotal;
  private final Mailbox mailbox;
  private final SharedFrames frames = new SharedFrames();
  private final Replays replays;
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean begun = new AtomicBoolean();

  private volatile @Nullable Window window;
  private volatile long head = UNKNOWN;
  private volatile boolean ended;
  private volatile boolean closed;

  private boolean live;

  /** The greatest number that was heard; greater than {@link #head} while there is a hole. */
  private long heard;

  private boolean heardSinceLook;
  private long nextLook;
  private long pause;
  private boolean complained;

  RunFeed(
      TeamId team,
      RunId run,
      RunHistory history,
      LiveChannels channels,
      StreamSettings settings,
      Ticker ticker,
      Executor writers,
      AtomicLong windowTotal) {
    this.team = team;
    this.run = run;
    this.history = history;
    this.channels = channels;
    this.settings = settings;
    this.ticker = ticker;
    this.writers = writers;
    this.windowTotal = windowTotal;
    this.mailbox = new Mailbox(settings.feed());
    this.replays = new Replays(this::readStored, frames, settings.replay());
  }

  /** A log without events that is over: nobody has to follow it. */
  static RunFeed resting(
      RunHistory history,
      LiveChannels channels,
      StreamSettings settings,
      Ticker ticker,
      Executor writers,
      AtomicLong windowTotal) {
    var nothing = new UUID(0, 0);
    var feed =
        new RunFeed(
            new TeamId(nothing),
            new RunId(nothing),
            history,
            channels,
            settings,
            ticker,
            writers,
            windowTotal);
    feed.window = new Window(settings.window(), windowTotal, 0);
    feed.head = 0;
    feed.ended = true;
    return feed;
  }

  /** Whether it has to be begun: true once. */
  boolean first() {
    return begun.compareAndSet(false, true);
  }

  RunId runId() {
    return run;
  }

  Set<Subscriber> subscribers() {
    return subscribers;
  }

  /** The last event there is, or -1 while that is being found out. */
  long head() {
    return head;
  }

  /** Whether the event {@link #head()} is the last for ever. */
  boolean ended() {
    return ended;
  }

  /** Null while the start of the window is being found out. */
  @Nullable Window window() {
    return window;
  }

  /** Frames that follow event {@code after}, from the stored log; blocks. */
  List<Frame> replay(long after) {
    return replays.after(after);
  }

  /** Nobody watches any more. */
  void close() {
    closed = true;
    mailbox.look();
    forgetWindow();
  }

  @Override
  public void run() {
    try (var subscription = channels.subscribe(run, mailbox)) {
      live = confirmed(subscription);
      begin();
      while (!closed && !ended) {
        follow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("The feed of {} has failed; its clients are sent away to come back", run, e);
      subscribers.forEach(Subscriber::close);
    }
    if (closed) {
      forgetWindow();
    }
  }

  private void forgetWindow() {
    Window current = window;
    if (current != null) {
      current.clear();
    }
  }

  private boolean confirmed(LiveChannels.Subscription subscription) throws InterruptedException {
    try {
      subscription
          .confirmed()
          .toCompletableFuture()
          .get(settings.feed().joinTimeout().toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException _) {
      // A later confirmation arrives in the mailbox.
      return false;
    }
  }

  /** Only after the confirmation: what comes after this is heard, what was before is stored. */
  private void begin() throws InterruptedException {
    @Nullable LogState state = null;
    long lastLive = 0;
    while (state == null && !closed) {
      try {
        // Redis first: an end is stored before it is told, so a terminal event that Redis has is
        // one that PostgreSQL knows when it is asked now. The other way round, the head could come
        // to stand on the last event of a run that is believed to go on.
        lastLive = history.lastLive(run);
        state = history.state(team, run).orElseThrow();
      } catch (RuntimeException e) {
        complain(e);
        mailbox.poll(settings.feed().pollMax().toNanos());
      }
    }
    if (state == null) {
      return;
    }
    complained = false;
    boolean over = state.status().terminal();
    long last = over ? state.lastSeq() : Math.max(state.lastSeq(), lastLive);
    window = new Window(settings.window(), windowTotal, last);
    heard = last;
    ended = over;
    head = last;
    pause = settings.feed().pollMin().toNanos();
    nextLook = ticker.nanos() + (live ? settings.feed().compareEvery().toNanos() : pause);
    wakeSubscribers();
  }

  private void follow() throws InterruptedException {
    long before = head;
    boolean shown = false;
    Mailbox.Letter letter = mailbox.poll(Math.max(1, nextLook - ticker.nanos()));
    while (letter != null && !ended) {
      shown |= open(letter);
      letter = mailbox.poll(0);
    }
    if (!ended && ticker.reached(nextLook)) {
      look();
    }
    if (shown || head != before || ended) {
      wakeSubscribers();
    }
  }

  /** Whether there is something new to show. */
  private boolean open(Mailbox.Letter letter) {
    return switch (letter) {
      case Mailbox.Letter.Event(RunEvent event) -> accept(event);
      case Mailbox.Letter.Delta(RunDelta delta) -> accept(delta);
      case Mailbox.Letter.Interrupted _ -> {
        live = false;
        lookNow();
        yield false;
      }
      case Mailbox.Letter.Resumed _ -> {
        live = true;
        lookNow();
        yield false;
      }
      case Mailbox.Letter.Look _ -> {
        lookNow();
        yield false;
      }
    };
  }

  private boolean accept(RunEvent event) {
    heardSinceLook = true;
    if (event.seq() == head + 1) {
      show(event);
      return true;
    }
    if (event.seq() > head + 1) {
      boolean newHole = heard <= head;
      heard = Math.max(heard, event.seq());
      if (newHole) {
        lookNow();
      }
    }
    return false;
  }

  private boolean accept(RunDelta delta) {
    Window current = window;
    if (current == null || delta.after() != head) {
      return false;
    }
    current.add(Frame.of(delta));
    return true;
  }

  private void show(RunEvent event) {
    Window current = window;
    if (current == null) {
      return;
    }
    current.add(frames.of(event));
    head = event.seq();
    heard = Math.max(heard, head);
    ended = event.terminal();
  }

  private void lookNow() {
    heardSinceLook = false;
    pause = settings.feed().pollMin().toNanos();
    nextLook = ticker.nanos();
  }

  /** Reads what is stored after the head, and decides when to do so again. */
  private void look() {
    long before = head;
    try {
      catchUp();
      complained = false;
    } catch (RuntimeException e) {
      complain(e);
    }
    heardSinceLook = false;
    if (live && heard <= head) {
      pause = settings.feed().pollMin().toNanos();
      nextLook = ticker.after(settings.feed().compareEvery());
      return;
    }
    pause =
        head > before
            ? settings.feed().pollMin().toNanos()
            : Math.min(2 * pause, settings.feed().pollMax().toNanos());
    nextLook = ticker.nanos() + pause;
  }

  private void catchUp() {
    // PostgreSQL need not be asked about a run that is heard: it only knows what Redis knew before.
    boolean trustRedis = live && heard <= head && heardSinceLook;
    int limit = settings.replay().page();
    List<RunEvent> page;
    do {
      page = trustRedis ? history.tail(run, head, limit) : history.read(team, run, head, limit);
      page.forEach(this::show);
    } while (!page.isEmpty() && !ended);
  }

  private List<RunEvent> readStored(long after, int limit) {
    return ended ? history.ofEnded(team, run, after, limit) : history.read(team, run, after, limit);
  }

  private void complain(RuntimeException e) {
    if (!complained) {
      complained = true;
      log.warn("The log of {} cannot be read; it is tried again until it can", run, e);
    }
  }

  /** In turns of some each: a thread for every client and event would cost more than the write. */
  private void wakeSubscribers() {
    List<Subscriber> turn = new ArrayList<>();
    for (Subscriber subscriber : subscribers) {
      if (subscriber.wakeUp()) {
        turn.add(subscriber);
      }
      if (turn.size() == settings.writersTurn()) {
        write(turn);
        turn = new ArrayList<>();
      }
    }
    write(turn);
  }

  private void write(List<Subscriber> turn) {
    if (!turn.isEmpty()) {
      writers.execute(() -> turn.forEach(Subscriber::writeInTurn));
    }
  }

  /** Called each moment by housekeeping. */
  void tick() {
    Window current = window;
    long slowest = Long.MAX_VALUE;
    for (Subscriber subscriber : subscribers) {
      subscriber.tick();
      slowest = Math.min(slowest, subscriber.position());
    }
    if (current != null) {
      current.dropBefore(slowest);
    }
  }
}
