package dev.ccrunner.gateway.identity.access;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriterFilter;

/**
 * What Spring Security does for every answer: the headers that tell a browser to be careful, and a
 * firewall against malformed requests. Who is calling and what a caller may do is decided by {@link
 * CallerFilter} and {@link ScopeGuard}, inside of it.
 */
@Configuration(proxyBeanMethods = false)
class WebSecurity {
  @Bean
  SecurityFilterChain apiChain(HttpSecurity http) throws Exception {
    return http.sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        // Our own is bound to the session, and only asked of browsers.
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .anonymous(AbstractHttpConfigurer::disable)
        .securityContext(AbstractHttpConfigurer::disable)
        .servletApi(AbstractHttpConfigurer::disable)
        .headers(WebSecurity::headers)
        .build();
  }

  /**
   * Each of its filters would be timed at each request: with the same for Redis, that took 7 % of
   * the gateway's time. What is timed is the whole request, in {@code http.server.requests}.
   */
  @Bean
  SecurityObservationSettings securityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  private static void headers(HeadersConfigurer<HttpSecurity> headers) {
    // Each handler says by itself how long its answer may be kept.
    headers.cacheControl(cache -> cache.disable());
    // At once: writing them late would wrap every response, and streams have their own pace.
    headers.addObjectPostProcessor(
        new ObjectPostProcessor<HeaderWriterFilter>() {
          @Override
          public <T extends HeaderWriterFilter> T postProcess(T filter) {
            filter.setShouldWriteHeadersEagerly(true);
            return filter;
          }
        });
  }
}
