package dev.ccrunner.gateway.sessions;

import dev.ccrunner.infra.loop.Loop;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SessionConfiguration {
  @Bean
  Loop sessionHousekeepingLoop(SessionHousekeeping sessions, SessionSettings settings) {
    return new Loop("session-housekeeping", settings.housekeepingEvery(), sessions::tidy);
  }
}
