package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.kafka.DispatchTopic;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.EventPartitions;
import dev.ccrunner.infra.postgres.HeldRuns;
import dev.ccrunner.infra.postgres.LeaseReaping;
import dev.ccrunner.infra.postgres.Outbox;
import dev.ccrunner.infra.postgres.QueueExpiry;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.redis.LiveLog;
import dev.ccrunner.infra.redis.LiveLogReader;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {
  private static final Duration PARTITIONS_EVERY = Duration.ofHours(6);
  private static final int MONTHS_AHEAD = 2;

  @Bean
  Loop topicLoop(DispatchTopic topic, DispatchSettings settings) {
    return new Loop("dispatch-topic", settings.topicEvery(), topic::ensure);
  }

  @Bean
  OutboxRelay outboxRelay(
      Outbox outbox, LeaseReaping runs, BellRinger ringer, DispatchSettings settings) {
    return new OutboxRelay(outbox, runs, ringer, settings);
  }

  @Bean
  Loop relayLoop(OutboxRelay relay, DispatchSettings settings) {
    return new Loop("outbox-relay", settings.relayEvery(), relay::relay);
  }

  @Bean
  Loop ringAgainLoop(OutboxRelay relay, DispatchSettings settings) {
    return new Loop("ring-again", settings.reapEvery(), relay::ringAgain);
  }

  /** For what nobody noticed: whoever ends a run calls the next one. */
  @Bean
  Loop heldRunsLoop(HeldRuns held, DispatchSettings settings) {
    return new Loop("held-runs", settings.reapEvery(), held::callAll);
  }

  @Bean
  LeaseReaper leaseReaper(
      LeaseReaping reaping,
      RunLeases leases,
      LiveLog live,
      LiveLogReader reader,
      BellRinger ringer,
      DispatchSettings settings,
      Clock clock,
      Faults faults) {
    return new LeaseReaper(
        reaping,
        leases,
        new RedisLogTail(live, reader),
        ringer,
        settings,
        clock,
        TimeOrderedIds.next(),
        faults);
  }

  @Bean
  Loop reaperLoop(LeaseReaper reaper, DispatchSettings settings) {
    return new Loop("lease-reaper", settings.reapEvery(), reaper::reap);
  }

  @Bean
  ExpiryReaper expiryReaper(
      QueueExpiry queue,
      LiveLog live,
      LiveLogReader reader,
      DispatchSettings settings,
      Clock clock) {
    return new ExpiryReaper(queue, new RedisLogTail(live, reader), settings, clock);
  }

  @Bean
  Loop expiryLoop(ExpiryReaper reaper, DispatchSettings settings) {
    return new Loop("expiry-reaper", settings.expireEvery(), reaper::reap);
  }

  @Bean
  Loop partitionLoop(EventPartitions partitions) {
    return new Loop(
        "event-partitions",
        PARTITIONS_EVERY,
        () -> {
          int _ = partitions.ensure(MONTHS_AHEAD);
        });
  }
}
