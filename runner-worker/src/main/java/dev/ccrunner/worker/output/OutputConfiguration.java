package dev.ccrunner.worker.output;

import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.EventStore;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.redis.LiveLog;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OutputSettings.class)
class OutputConfiguration {
  private static final Duration NOW_AND_THEN = Duration.ofHours(1);

  @Bean
  LiveSink liveSink(LiveLog live) {
    return new RedisLiveSink(live);
  }

  @Bean
  EventFlusher eventFlusher(EventStore store, OutputSettings settings) {
    return new EventFlusher(store::append, settings);
  }

  @Bean
  Loop flushLoop(EventFlusher flusher) {
    return new Loop("event-flusher", Duration.ZERO, flusher::flushWhenDue);
  }

  @Bean
  AttemptLogs attemptLogs(
      RunLeases leases,
      EventFlusher flusher,
      LiveSink live,
      @Value("${ccr.worker.data}") Path data,
      Clock clock,
      OutputSettings settings,
      Faults faults) {
    return new AttemptLogs(leases, flusher, live, spools(data), clock, settings, faults);
  }

  @Bean
  Loop oldSpoolsLoop(@Value("${ccr.worker.data}") Path data, OutputSettings settings, Clock clock) {
    var old = new OldSpools(spools(data), settings.keepSpools(), clock);
    return new Loop("old-spools", NOW_AND_THEN, old::remove);
  }

  private static Path spools(Path data) {
    return data.resolve("spool");
  }
}
