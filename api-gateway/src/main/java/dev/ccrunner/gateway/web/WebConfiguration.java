package dev.ccrunner.gateway.web;

import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Tells Spring MVC about the conventions of all features. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
  private final List<HandlerMethodArgumentResolver> arguments;
  private final RequestConventions conventions;

  /** Every feature may add an argument of its own, such as the caller, as a bean. */
  WebConfiguration(List<HandlerMethodArgumentResolver> arguments, RequestConventions conventions) {
    this.arguments = arguments;
    this.conventions = conventions;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.addAll(arguments);
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(conventions);
  }
}
