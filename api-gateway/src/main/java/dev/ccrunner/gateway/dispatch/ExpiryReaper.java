package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.infra.postgres.QueueExpiry;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends runs that no worker has claimed for as long as they wanted to wait. Several gateways may do
 * so at once; each takes different runs.
 */
final class ExpiryReaper {
  private static final Logger log = LoggerFactory.getLogger(ExpiryReaper.class);

  private final QueueExpiry queue;
  private final LogTail tail;
  private final DispatchSettings settings;
  private final Clock clock;

  ExpiryReaper(QueueExpiry queue, LogTail tail, DispatchSettings settings, Clock clock) {
    this.queue = queue;
    this.tail = tail;
    this.settings = settings;
    this.clock = clock;
  }

  /** One round. */
  void reap() {
    for (var ended : queue.expire(clock.instant(), settings.expireBatch())) {
      tail.show(ended.key(), List.of(ended.terminal()));
      log.info("{} was claimed by no worker in time; it has expired", ended.key().runId());
    }
  }
}
