package dev.ccrunner.worker.output;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.redis.Append;
import dev.ccrunner.infra.redis.LiveLog;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live log in Redis. Commands go out on one connection, so they arrive in the order of the
 * calls.
 */
final class RedisLiveSink implements LiveSink {
  private static final Logger log = LoggerFactory.getLogger(RedisLiveSink.class);

  private final LiveLog live;
  private final AtomicBoolean away = new AtomicBoolean();

  RedisLiveSink(LiveLog live) {
    this.live = live;
  }

  @Override
  public void event(LeaseKey key, RunEvent event) {
    watch(key, live.append(key.runId(), key.epoch(), List.of(event)));
  }

  @Override
  public void delta(LeaseKey key, RunDelta delta) {
    watch(key, live.delta(key.runId(), key.epoch(), delta));
  }

  @Override
  public void stored(LeaseKey key, long seq) {
    watch(key, live.trim(key.runId(), seq));
  }

  @Override
  public void end(LeaseKey key, RunEvent terminal) {
    watch(
        key,
        live.append(key.runId(), key.epoch(), List.of(terminal))
            .thenCompose(_ -> live.closed(key.runId())));
  }

  /**
   * One line when Redis goes and one when it comes back, however many commands failed in between.
   */
  private void watch(LeaseKey key, CompletionStage<?> command) {
    CompletionStage<?> _ =
        command.whenComplete((answer, failure) -> {
          if (failure == null) {
            if (away.compareAndSet(true, false)) {
              log.info("Redis takes events again");
            }
            if (answer == Append.FENCED) {
              log.debug("Redis refuses epoch {} of {}: it is over", key.epoch(), key.runId());
            }
          } else if (away.compareAndSet(false, true)) {
            log.warn(
                "Redis does not take events; clients get them from PostgreSQL: {}",
                failure.getMessage());
          }
        });
  }
}
