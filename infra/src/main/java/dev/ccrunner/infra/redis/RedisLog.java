package dev.ccrunner.infra.redis;

import io.lettuce.core.AbstractRedisClient;

/** All that is done with Redis in one process, over the same two connections. */
record RedisLog(
    RedisLink link,
    LiveLog log,
    LiveLogReader reader,
    LiveChannels channels,
    ControlChannel control,
    WindowCounters counters,
    TokenBuckets buckets)
    implements AutoCloseable {

  static RedisLog open(AbstractRedisClient client, RedisLogSettings settings) {
    var link = new RedisLink(client, settings);
    var channels = new ShardChannels();
    link.start(channels::opened, channels::reconcile);
    return new RedisLog(
        link,
        new LiveLog(link, settings),
        new LiveLogReader(link),
        new LiveChannels(channels),
        new ControlChannel(link, channels),
        new WindowCounters(link),
        new TokenBuckets(link));
  }

  @Override
  public void close() {
    link.close();
  }
}
