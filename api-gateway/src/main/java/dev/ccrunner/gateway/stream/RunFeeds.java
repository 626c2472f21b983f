package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.redis.LiveChannels;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The runs that are watched here, each followed once, for as long as somebody watches. */
final class RunFeeds {
  private final RunHistory history;
  private final LiveChannels channels;
  private final StreamSettings settings;
  private final Ticker ticker;
  private final Executor writers;
  private final AtomicLong windowTotal = new AtomicLong();

  /** For clients of sessions of which no run goes on. */
  private final RunFeed resting;

  /** Guards itself, and that a feed is only closed while nobody joins it. */
  private final Map<RunId, RunFeed> feeds = new HashMap<>();

  RunFeeds(
      RunHistory history,
      LiveChannels channels,
      StreamSettings settings,
      Ticker ticker,
      Executor writers) {
    this.history = history;
    this.channels = channels;
    this.settings = settings;
    this.ticker = ticker;
    this.writers = writers;
    this.resting = RunFeed.resting(history, channels, settings, ticker, writers, windowTotal);
  }

  /** Adds a client to the feed of {@code run}, which is begun if it is the first. */
  Subscriber join(TeamId team, RunId run, Function<RunFeed, Subscriber> client) {
    synchronized (feeds) {
      RunFeed feed = feed(team, run);
      Subscriber subscriber;
      try {
        subscriber = client.apply(feed);
        feed.subscribers().add(subscriber);
      } finally {
        forgetUnwatched(feed);
      }
      begin(feed);
      return subscriber;
    }
  }

  /** Adds a client that follows no run for the time being. */
  Subscriber rest(Function<RunFeed, Subscriber> client) {
    synchronized (feeds) {
      Subscriber subscriber = client.apply(resting);
      resting.subscribers().add(subscriber);
      return subscriber;
    }
  }

  /** Lets a client follow another run; nothing happens when it has left meanwhile. */
  void move(Subscriber subscriber, TeamId team, RunId run) {
    synchronized (feeds) {
      if (!subscriber.isClosed()) {
        RunFeed next = feed(team, run);
        move(subscriber, next);
        begin(next);
      }
    }
  }

  /** Lets a client follow no run for the time being. */
  void moveToRest(Subscriber subscriber) {
    synchronized (feeds) {
      if (!subscriber.isClosed()) {
        move(subscriber, resting);
      }
    }
  }

  private void move(Subscriber subscriber, RunFeed next) {
    RunFeed before = subscriber.feed();
    if (before != next) {
      next.subscribers().add(subscriber);
      subscriber.follow(next);
      before.subscribers().remove(subscriber);
      forgetUnwatched(before);
    }
  }

  private RunFeed feed(TeamId team, RunId run) {
    return feeds.computeIfAbsent(
        run,
        _ -> new RunFeed(team, run, history, channels, settings, ticker, writers, windowTotal));
  }

  private static void begin(RunFeed feed) {
    if (feed.first()) {
      Thread.ofVirtual().name("feed-" + feed.runId()).start(feed);
    }
  }

  void leave(Subscriber subscriber) {
    synchronized (feeds) {
      RunFeed feed = subscriber.feed();
      feed.subscribers().remove(subscriber);
      forgetUnwatched(feed);
    }
  }

  private void forgetUnwatched(RunFeed feed) {
    if (feed.subscribers().isEmpty() && feeds.remove(feed.runId(), feed)) {
      feed.close();
    }
  }

  /** Those with clients. */
  List<RunFeed> all() {
    synchronized (feeds) {
      List<RunFeed> all = new ArrayList<>(feeds.values());
      if (!resting.subscribers().isEmpty()) {
        all.add(resting);
      }
      return all;
    }
  }

  /** Bytes in all windows. */
  long windowBytes() {
    return windowTotal.get();
  }
}
