package dev.ccrunner.gateway.web;

import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Tells Spring MVC about the conventions of all features. */
@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
  private final List<HandlerMethodArgumentResolver> arguments;
  private final List<HandlerInterceptor> interceptors;

  /**
   * Every feature may add, as a bean, an argument of its own, such as the caller, and something
   * that must hold before a handler runs.
   */
  WebConfiguration(
      List<HandlerMethodArgumentResolver> arguments, List<HandlerInterceptor> interceptors) {
    this.arguments = arguments;
    this.interceptors = interceptors;
  }

  @Override
  public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
    resolvers.addAll(arguments);
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    interceptors.forEach(registry::addInterceptor);
  }
}
