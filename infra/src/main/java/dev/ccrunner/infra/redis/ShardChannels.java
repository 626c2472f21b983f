package dev.ccrunner.infra.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to which channel, over one connection. A wish to listen outlives every loss of the
 * connection: Lettuce subscribes again after a reconnect, and {@link #reconcile} asks once more for
 * what was not confirmed after all.
 *
 * <p>Everything Redis says arrives on one thread and in order, so a subscriber that was told it is
 * confirmed hears every later message, until it is told that it was interrupted. Subscribers are
 * called on that thread and must be quick.
 */
final class ShardChannels {

  /** Hears one channel. */
  interface Subscriber {
    void message(String text);

    /** The connection was lost: from now on messages may be missed. */
    void interrupted();

    /** Redis confirmed the subscription again: from now on none is missed. */
    void resumed();
  }

  /** A wish to listen, until it is closed. */
  interface Subscription extends AutoCloseable {
    /**
     * Completes when Redis has confirmed; fails when Redis is away. The wish stays either way, and
     * {@link Subscriber#resumed} tells when it was confirmed later.
     */
    CompletionStage<Void> confirmed();

    @Override
    void close();
  }

  private static final class Channel {
    final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    boolean live;
    boolean interruptedBefore;
    boolean asked;
  }

  /** Guards itself, the state of its channels, and the order of commands on the connection. */
  private final Map<String, Channel> channels = new HashMap<>();

  private @Nullable StatefulRedisPubSubConnection<String, String> connection;

  Subscription subscribe(String name, Subscriber subscriber) {
    CompletableFuture<Void> confirmed;
    synchronized (channels) {
      Channel channel = channels.get(name);
      if (channel == null) {
        channel = new Channel();
        channels.put(name, channel);
        ask(name, channel);
      }
      channel.subscribers.add(subscriber);
      confirmed = channel.confirmed;
    }
    return new Subscription() {
      @Override
      public CompletionStage<Void> confirmed() {
        return confirmed;
      }

      @Override
      public void close() {
        leave(name, subscriber);
      }
    };
  }

  private void leave(String name, Subscriber subscriber) {
    synchronized (channels) {
      Channel channel = channels.get(name);
      if (channel == null || !channel.subscribers.remove(subscriber)) {
        return;
      }
      if (channel.subscribers.isEmpty()) {
        channels.remove(name);
        if (connection != null && connection.isOpen()) {
          RedisFuture<Void> _ = connection.async().sunsubscribe(name);
        }
      }
    }
  }

  /** The connection is there for the first time. */
  void opened(StatefulRedisPubSubConnection<String, String> opened) {
    opened.addListener(new Ear(opened));
    opened.addListener(new Line());
    synchronized (channels) {
      connection = opened;
      channels.forEach(this::ask);
    }
  }

  /** Asks again for what has not been confirmed since the last call. */
  void reconcile() {
    synchronized (channels) {
      channels.forEach((name, channel) -> {
        if (!channel.live && !channel.asked) {
          ask(name, channel);
        }
        channel.asked = false;
      });
    }
  }

  private void ask(String name, Channel channel) {
    channel.asked = true;
    if (connection == null || !connection.isOpen()) {
      channel.confirmed.completeExceptionally(
          new RedisUnavailableException("Redis is away; the subscription is made when it returns"));
      return;
    }
    RedisFuture<Void> _ = connection.async().ssubscribe(name);
  }

  /** What Redis says. */
  private final class Ear extends RedisPubSubAdapter<String, String> {
    private final StatefulRedisPubSubConnection<String, String> opened;

    Ear(StatefulRedisPubSubConnection<String, String> opened) {
      this.opened = opened;
    }

    @Override
    public void smessage(String name, String text) {
      for (Subscriber subscriber : subscribers(name)) {
        subscriber.message(text);
      }
    }

    @Override
    public void ssubscribed(String name, long count) {
      List<Subscriber> resumed;
      synchronized (channels) {
        Channel channel = channels.get(name);
        if (channel == null) {
          // Left while the connection was away, and Lettuce subscribed to it again.
          RedisFuture<Void> _ = opened.async().sunsubscribe(name);
          return;
        }
        if (channel.live) {
          return;
        }
        channel.live = true;
        boolean firstTime = channel.confirmed.complete(null) && !channel.interruptedBefore;
        resumed = firstTime ? List.of() : List.copyOf(channel.subscribers);
      }
      resumed.forEach(Subscriber::resumed);
    }

    /** Also said unasked, when a slot moves to another node of a cluster. */
    @Override
    public void sunsubscribed(String name, long count) {
      interrupt(name);
      synchronized (channels) {
        Channel channel = channels.get(name);
        if (channel != null && !channel.live) {
          ask(name, channel);
        }
      }
    }
  }

  /** What becomes of the connection. */
  private final class Line implements RedisConnectionStateListener {
    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
      // Lettuce subscribes again by itself; the confirmations tell when that is done.
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
      List<String> names;
      synchronized (channels) {
        names = new ArrayList<>(channels.keySet());
      }
      names.forEach(ShardChannels.this::interrupt);
    }
  }

  private void interrupt(String name) {
    List<Subscriber> interrupted;
    synchronized (channels) {
      Channel channel = channels.get(name);
      if (channel == null || !channel.live) {
        return;
      }
      channel.live = false;
      channel.interruptedBefore = true;
      channel.confirmed = new CompletableFuture<>();
      channel.asked = true;
      interrupted = List.copyOf(channel.subscribers);
    }
    interrupted.forEach(Subscriber::interrupted);
  }

  private List<Subscriber> subscribers(String name) {
    synchronized (channels) {
      Channel channel = channels.get(name);
      return channel == null ? List.of() : channel.subscribers;
    }
  }
}
