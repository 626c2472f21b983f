package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.redis.LiveChannels;
import dev.ccrunner.infra.redis.LiveLogReader;
import dev.ccrunner.infra.redis.RedisAvailability;
import dev.ccrunner.infra.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts this feature together. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamSettings.class)
class StreamConfiguration {

  @Bean
  RunStreams runStreams(
      EventHistory stored,
      LiveLogReader reader,
      LiveChannels channels,
      RedisAvailability redis,
      StreamSettings settings,
      ObjectProvider<Ticker> tickers,
      MeterRegistry registry) {
    Ticker ticker = tickers.getIfAvailable(() -> Ticker.SYSTEM);
    var history = new RunHistory(stored, reader, redis, settings);
    var writers =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("stream-writer").factory());
    return new RunStreams(
        new RunFeeds(history, channels, settings, ticker, writers),
        history,
        settings,
        new StreamMetrics(registry),
        ticker,
        writers);
  }

  @Bean
  SessionStreams sessionStreams(RunStreams runs, SessionHistory sessions, StreamSettings settings) {
    return new SessionStreams(runs, sessions, settings);
  }

  @Bean
  Loop sessionLookLoop(SessionStreams streams, StreamSettings settings) {
    return new Loop("session-look", settings.sessionLook(), streams::look);
  }

  @Bean
  StreamHousekeeping streamHousekeeping(RunStreams streams, StreamSettings settings) {
    return new StreamHousekeeping(streams, settings);
  }

  @Bean
  Loop streamAdmissions(RunStreams streams, StreamSettings settings) {
    return new Loop("stream-admissions", settings.recheck(), streams::endWhoIsNotAdmitted);
  }

  @Bean
  StreamServer streamServer(StreamSettings settings) {
    return new StreamServer(settings);
  }
}
