package dev.ccrunner.infra.redis;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import java.util.concurrent.CompletionStage;

/** Hears runs live. Many listeners of one run are one subscription at Redis. */
public final class LiveChannels {
  private final ShardChannels channels;

  LiveChannels(ShardChannels channels) {
    this.channels = channels;
  }

  /** Hears one run, on the connection's own thread: it must be quick and must not block. */
  public interface Listener {
    /** An event, in the order of its numbers unless some were missed. */
    void event(RunEvent event);

    /** A piece of text; never stored. */
    void delta(RunDelta delta);

    /** The connection was lost: from now on events may be missed. */
    void interrupted();

    /** Redis confirmed the subscription late or again: from now on none is missed. */
    void resumed();
  }

  /** A wish to hear a run, until it is closed. */
  public interface Subscription extends AutoCloseable {
    /**
     * Completes when Redis has confirmed: every event appended after that is heard. Fails when
     * Redis is away; the wish stays, and {@link Listener#resumed} tells when it was confirmed
     * later.
     */
    CompletionStage<Void> confirmed();

    @Override
    void close();
  }

  /** Hears {@code run} until the subscription is closed. */
  public Subscription subscribe(RunId run, Listener listener) {
    var subscription =
        channels.subscribe(
            new RunKeys(run).live(),
            new ShardChannels.Subscriber() {
              @Override
              public void message(String text) {
                LiveMessage.decode(run, text).ifPresent(message -> tell(listener, message));
              }

              @Override
              public void interrupted() {
                listener.interrupted();
              }

              @Override
              public void resumed() {
                listener.resumed();
              }
            });
    return new Subscription() {
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

  private static void tell(Listener listener, LiveMessage message) {
    switch (message) {
      case LiveMessage.Event(RunEvent event) -> listener.event(event);
      case LiveMessage.Delta(RunDelta delta) -> listener.delta(delta);
    }
  }
}
