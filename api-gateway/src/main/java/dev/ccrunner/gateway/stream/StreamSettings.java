package dev.ccrunner.gateway.stream;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of streams.
 *
 * @param maxStreams streams one gateway serves at once; one more is answered 503
 * @param heartbeat each client gets a comment this often, so that proxies keep the connection and
 *     dead ones are noticed
 * @param writeDeadline a connection that took not a single byte for so long is closed; its client
 *     may come back and resume
 * @param retry after which time a client should come back when its connection broke
 * @param outputBuffer small frames are gathered up to this size before they are sent
 * @param writersTurn how many clients of a run one thread writes to before the next takes over
 * @param housekeeping how often heartbeats and left-over work are looked for
 * @param recheck how often the caller of each open stream is looked at again: whose key was
 *     revoked, or who has left the team, sees no more after this and ccr.identity.cache-ttl
 * @param sessionLook how often the next run of a session is looked for that some client waits for:
 *     one question for all who wait
 * @param socket how connections are taken
 * @param feed how a run is followed
 * @param window what is kept in memory of a run that is watched
 * @param replay how what is not in memory any more is read
 * @param goodbye how clients are sent away when the gateway stops
 */
@ConfigurationProperties("ccr.stream")
public record StreamSettings(
    @DefaultValue("50000") int maxStreams,
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("2m") Duration writeDeadline,
    @DefaultValue("2s") Duration retry,
    @DefaultValue("4KB") DataSize outputBuffer,
    @DefaultValue("64") int writersTurn,
    @DefaultValue("1s") Duration housekeeping,
    @DefaultValue("1s") Duration recheck,
    @DefaultValue("250ms") Duration sessionLook,
    @DefaultValue Socket socket,
    @DefaultValue Feed feed,
    @DefaultValue Window window,
    @DefaultValue Replay replay,
    @DefaultValue Goodbye goodbye) {

  /**
   * How connections are taken.
   *
   * @param acceptQueue connections that may wait to be taken
   * @param sendBuffer what the system holds of what a client has not read yet
   */
  public record Socket(
      @DefaultValue("4096") int acceptQueue, @DefaultValue("256KB") DataSize sendBuffer) {}

  /**
   * How a run is followed.
   *
   * @param joinTimeout how long Redis may take to confirm a subscription before PostgreSQL is asked
   *     instead
   * @param compareEvery how often a live run is compared with what is stored, since pub/sub may
   *     lose messages without a word
   * @param pollMin how soon PostgreSQL is asked again while it has news, Redis being away
   * @param pollMax how rarely, while it has none
   * @param backlog messages heard but not yet looked at; more are forgotten and read again
   * @param backlogBytes and their size
   */
  public record Feed(
      @DefaultValue("2s") Duration joinTimeout,
      @DefaultValue("5s") Duration compareEvery,
      @DefaultValue("250ms") Duration pollMin,
      @DefaultValue("1s") Duration pollMax,
      @DefaultValue("4096") int backlog,
      @DefaultValue("4MB") DataSize backlogBytes) {}

  /**
   * What is kept in memory of a run that is watched: a client that is further behind reads the
   * stored log at its own pace.
   *
   * @param frames events and deltas of one run
   * @param bytes and their size
   * @param totalBytes size over all runs; beyond it each keeps its newest only
   * @param deltaLag a client that is further behind than so many frames gets no deltas
   */
  public record Window(
      @DefaultValue("1024") int frames,
      @DefaultValue("1MB") DataSize bytes,
      @DefaultValue("64MB") DataSize totalBytes,
      @DefaultValue("64") int deltaLag) {}

  /**
   * How stored events are read.
   *
   * @param page events per read
   * @param bytes a client holds no more of them than this, or one event
   * @param concurrency reads at once, over all clients
   * @param scan how many events one JSON page looks through for the types it wants
   */
  public record Replay(
      @DefaultValue("200") int page,
      @DefaultValue("64KB") DataSize bytes,
      @DefaultValue("16") int concurrency,
      @DefaultValue("5000") int scan) {}

  /**
   * How clients are sent away when the gateway stops: each is told to come back after a random
   * time, so that they do not all fall upon the next gateway at once.
   *
   * @param retryMin the shortest such time
   * @param retryMax the longest
   * @param grace how long the gateway waits for its clients to be told
   */
  public record Goodbye(
      @DefaultValue("500ms") Duration retryMin,
      @DefaultValue("5s") Duration retryMax,
      @DefaultValue("1s") Duration grace) {}

  public StreamSettings {
    atLeastOne("max-streams", maxStreams);
    positive("heartbeat", heartbeat);
    positive("write-deadline", writeDeadline);
    positive("retry", retry);
    atLeastOne("output-buffer", outputBuffer.toBytes());
    atLeastOne("writers-turn", writersTurn);
    positive("housekeeping", housekeeping);
    positive("recheck", recheck);
    positive("session-look", sessionLook);
    atLeastOne("socket.accept-queue", socket.acceptQueue());
    atLeastOne("socket.send-buffer", socket.sendBuffer().toBytes());
    positive("feed.join-timeout", feed.joinTimeout());
    positive("feed.compare-every", feed.compareEvery());
    positive("feed.poll-min", feed.pollMin());
    atLeast("feed.poll-max", feed.pollMax(), "feed.poll-min", feed.pollMin());
    atLeastOne("feed.backlog", feed.backlog());
    atLeastOne("feed.backlog-bytes", feed.backlogBytes().toBytes());
    atLeastOne("window.frames", window.frames());
    atLeastOne("window.bytes", window.bytes().toBytes());
    atLeastOne("window.total-bytes", window.totalBytes().toBytes());
    atLeastOne("window.delta-lag", window.deltaLag());
    atLeastOne("replay.page", replay.page());
    atLeastOne("replay.bytes", replay.bytes().toBytes());
    atLeastOne("replay.concurrency", replay.concurrency());
    atLeastOne("replay.scan", replay.scan());
    positive("goodbye.retry-min", goodbye.retryMin());
    atLeast("goodbye.retry-max", goodbye.retryMax(), "goodbye.retry-min", goodbye.retryMin());
    positive("goodbye.grace", goodbye.grace());
  }

  private static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "ccr.stream.%s must be positive, but is %s".formatted(key, value));
    }
  }

  private static void atLeastOne(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "ccr.stream.%s must be at least 1, but is %d".formatted(key, value));
    }
  }

  private static void atLeast(String key, Duration value, String otherKey, Duration other) {
    if (value.compareTo(other) < 0) {
      throw new IllegalArgumentException(
          "Expected ccr.stream.%s >= ccr.stream.%s, but found %s and %s"
              .formatted(key, otherKey, value, other));
    }
  }
}
