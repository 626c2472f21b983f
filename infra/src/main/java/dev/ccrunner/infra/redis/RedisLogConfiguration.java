package dev.ccrunner.infra.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Puts the live log together on Spring Boot's Redis client. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RedisLogSettings.class)
public class RedisLogConfiguration {

  /** Commands to a Redis that is away fail at once instead of waiting for its return. */
  @Bean
  LettuceClientOptionsBuilderCustomizer failFast(RedisLogSettings settings) {
    return options ->
        options
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(settings.commandTimeout())
                    .keepAlive(true)
                    .build());
  }

  /** A Redis that returns is found soon; Lettuce's own delay grows to half a minute. */
  @Bean
  ClientResourcesBuilderCustomizer reconnectSoon(RedisLogSettings settings) {
    Duration longest = settings.probeInterval();
    return resources ->
        resources.reconnectDelay(() ->
            Delay.fullJitter(
                Duration.ofMillis(Math.min(20, longest.toMillis())),
                longest,
                20,
                TimeUnit.MILLISECONDS));
  }

  @Bean
  RedisLog redisLog(LettuceConnectionFactory connections, RedisLogSettings settings) {
    return RedisLog.open(connections.getRequiredNativeClient(), settings);
  }

  @Bean
  RedisAvailability redisAvailability(RedisLog redis) {
    return redis.link();
  }

  @Bean
  LiveLog liveLog(RedisLog redis) {
    return redis.log();
  }

  @Bean
  LiveLogReader liveLogReader(RedisLog redis) {
    return redis.reader();
  }

  @Bean
  LiveChannels liveChannels(RedisLog redis) {
    return redis.channels();
  }

  @Bean
  WindowCounters windowCounters(RedisLog redis) {
    return redis.counters();
  }

  @Bean
  ControlChannel controlChannel(RedisLog redis) {
    return redis.control();
  }

  @Bean
  TokenBuckets tokenBuckets(RedisLog redis) {
    return redis.buckets();
  }
}
