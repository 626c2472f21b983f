package dev.ccrunner.gateway.submission;

import dev.ccrunner.infra.loop.Loop;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SubmissionConfiguration {
  private static final Duration COUNT_EVERY = Duration.ofSeconds(1);

  @Bean
  Loop queueCountLoop(QueueBound queue) {
    return new Loop("queue-count", COUNT_EVERY, queue::count);
  }
}
