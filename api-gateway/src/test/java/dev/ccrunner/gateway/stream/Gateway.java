package dev.ccrunner.gateway.stream;

import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Admission;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.policy.Caps;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.redis.LiveLog;
import dev.ccrunner.infra.redis.RedisAvailability;
import dev.ccrunner.infra.redis.RedisLogConfiguration;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.RealRedis;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The streaming part of a gateway, on a real server and a real Redis. */
final class Gateway implements AutoCloseable {
  static final TeamId TEAM = new TeamId(new UUID(7, 7));

  private final ConfigurableApplicationContext context;

  private Gateway(ConfigurableApplicationContext context) {
    this.context = context;
  }

  static Gateway start(RealRedis redis, EventHistory history, String... settings) {
    return start(redis, history, Ticker.SYSTEM, settings);
  }

  static Gateway start(RealRedis redis, EventHistory history, Ticker ticker, String... settings) {
    return start(redis, history, new FakeSessions(), ticker, settings);
  }

  static Gateway start(
      RealRedis redis,
      EventHistory history,
      SessionHistory sessions,
      Ticker ticker,
      String... settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.port", 0);
    properties.put("spring.main.banner-mode", "off");
    properties.put("spring.threads.virtual.enabled", true);
    properties.put("spring.data.redis.url", redis.uri());
    properties.put("ccr.redis-log.probe-interval", "50ms");
    properties.put("ccr.stream.housekeeping", "20ms");
    properties.put("ccr.stream.feed.compare-every", "300ms");
    properties.put("ccr.stream.feed.poll-min", "20ms");
    properties.put("ccr.stream.feed.poll-max", "100ms");
    properties.put("ccr.stream.session-look", "20ms");
    properties.put("ccr.stream.goodbye.grace", "5s");
    for (String setting : settings) {
      String[] parts = setting.split("=", 2);
      properties.put(parts[0], parts[1]);
    }
    ApplicationContextInitializer<GenericApplicationContext> beans =
        context -> {
          context.registerBean(EventHistory.class, () -> history);
          context.registerBean(SessionHistory.class, () -> sessions);
          context.registerBean(Ticker.class, () -> ticker);
        };
    return new Gateway(
        new SpringApplicationBuilder(Beans.class).initializers(beans).properties(properties).run());
  }

  int port() {
    return Integer.parseInt(
        Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
  }

  LiveLog log() {
    return context.getBean(LiveLog.class);
  }

  boolean redisAvailable() {
    return context.getBean(RedisAvailability.class).available();
  }

  double metric(String name) {
    return context
        .getBean(MeterRegistry.class)
        .get(name)
        .meter()
        .measure()
        .iterator()
        .next()
        .getValue();
  }

  @Override
  public void close() {
    context.close();
  }

  /** No component, or the whole gateway of other tests would find it. */
  @EnableAutoConfiguration(
      excludeName = {
        "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
        "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
        "org.springframework.boot.jooq.autoconfigure.JooqAutoConfiguration",
        "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration",
        "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration",
        "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
        "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration",
        "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
      })
  @Import({
    RedisLogConfiguration.class,
    StreamConfiguration.class,
    RunEventsController.class,
    SessionEventsController.class
  })
  static class Beans implements WebMvcConfigurer {

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
      resolvers.add(
          new HandlerMethodArgumentResolver() {
            @Override
            public boolean supportsParameter(MethodParameter parameter) {
              return parameter.getParameterType() == Caller.class;
            }

            @Override
            public Object resolveArgument(
                MethodParameter parameter,
                @Nullable ModelAndViewContainer container,
                NativeWebRequest request,
                @Nullable WebDataBinderFactory binders) {
              Admission admission = _ -> true;
              admission.attachTo((HttpServletRequest) request.getNativeRequest());
              return new Caller(
                  TEAM,
                  new Actor.Key(new ApiKeyId(new UUID(8, 8)), null),
                  Set.of(Scope.RUNS_READ),
                  Caps.NONE);
            }
          });
    }

    @Override
    public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
      resolvers.addFirst((_, response, _, failure) -> {
        if (!(failure instanceof ProblemException problem)) {
          return null;
        }
        response.setStatus(problem.code().status());
        return new ModelAndView();
      });
    }
  }
}
