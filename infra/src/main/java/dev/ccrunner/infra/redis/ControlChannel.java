package dev.ccrunner.infra.redis;

import dev.ccrunner.wire.ControlMessage;
import dev.ccrunner.worker.WorkerId;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What gateways tell workers. It only makes things quick: a message may be lost, and the same wish
 * reaches the worker with the next renewal of its leases.
 */
public final class ControlChannel {
  private static final Logger log = LoggerFactory.getLogger(ControlChannel.class);

  private final RedisLink link;
  private final ShardChannels channels;

  ControlChannel(RedisLink link, ShardChannels channels) {
    this.link = link;
    this.channels = channels;
  }

  /** Ears of a worker, until they are closed. */
  public interface Listening extends AutoCloseable {
    /** Completes when Redis has confirmed; fails when it is away, and is made up for later. */
    CompletionStage<Void> confirmed();

    @Override
    void close();
  }

  /** Tells {@code worker}; answers whether anybody heard it. */
  public CompletionStage<Boolean> send(WorkerId worker, ControlMessage message) {
    return link.send(redis -> redis.spublish(RunKeys.control(worker), message.encode()))
        .handle((listeners, failure) -> {
          if (failure != null) {
            throw RedisLink.translated(failure);
          }
          return listeners > 0;
        });
  }

  /** Hears what {@code worker} is told, on the connection's own thread: it must be quick. */
  public Listening listen(WorkerId worker, Consumer<ControlMessage> consumer) {
    var subscription =
        channels.subscribe(
            RunKeys.control(worker),
            new ShardChannels.Subscriber() {
              @Override
              public void message(String text) {
                ControlMessage.decode(text)
                    .ifPresentOrElse(
                        consumer,
                        () -> log.warn("Ignored a control message of another version: {}", text));
              }

              @Override
              public void interrupted() {
                // What is missed now arrives with the next renewal.
              }

              @Override
              public void resumed() {
                // Nothing to make up for.
              }
            });
    return new Listening() {
      @Override
      public CompletionStage<Void> confirmed() {
        return subscription.confirmed();
      }

      @Override
      public void close() {
        subscription.close();
      }
    };
  }
}
