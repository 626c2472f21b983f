package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.redis.LiveChannels;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
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
  }

  /** Adds a client to the feed of {@code run}, which is begun if it is the first. */
  Subscriber join(TeamId team, RunId run, Function<RunFeed, Subscriber> client) {
    synchronized (feeds) {
      RunFeed feed = feeds.get(run);
      boolean first = feed == null;
      if (feed == null) {
        feed = new RunFeed(team, run, history, channels, settings, ticker, writers, windowTotal);
        feeds.put(run, feed);
      }
      Subscriber subscriber = client.apply(feed);
      feed.subscribers().add(subscriber);
      if (first) {
        Thread.ofVirtual().name("feed-" + run).start(feed);
      }
      return subscriber;
    }
  }

  void leave(Subscriber subscriber) {
    RunFeed feed = subscriber.feed();
    synchronized (feeds) {
      feed.subscribers().remove(subscriber);
      if (feed.subscribers().isEmpty() && feeds.remove(feed.runId(), feed)) {
        feed.close();
      }
    }
  }

  List<RunFeed> all() {
    synchronized (feeds) {
      return List.copyOf(feeds.values());
    }
  }

  /** Bytes in all windows. */
  long windowBytes() {
    return windowTotal.get();
  }
}
