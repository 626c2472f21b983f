package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import java.net.http.HttpClient;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;

/**
 * Calls to one provider: bounded in number, time and size, and never led elsewhere by a redirect. A
 * provider that is stuck takes this many requests, for this long, and no more.
 */
final class ProviderCalls {
  private final Semaphore turns;
  private final OidcSettings settings;
  private final JdkClientHttpRequestFactory requests;

  ProviderCalls(OidcSettings settings) {
    this.settings = settings;
    this.turns = new Semaphore(settings.callsAtOnce(), true);
    this.requests =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build());
    this.requests.setReadTimeout(settings.readTimeout());
  }

  /** Whatever asks the provider does so in here. */
  <T> T inTurn(Supplier<T> work) {
    boolean mine;
    try {
      mine = turns.tryAcquire(settings.callWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      mine = false;
    }
    if (!mine) {
      throw unavailable();
    }
    try {
      return work.get();
    } finally {
      turns.release();
    }
  }

  static ProblemException unavailable() {
    return ProblemException.of(
            ErrorCode.PROVIDER_UNAVAILABLE,
            "The identity provider does not answer as it should. Try again.")
        .withHeader("Retry-After", "5");
  }

  /** For what a provider says about itself, its keys and its people. */
  RestTemplate plain() {
    var template = new RestTemplate(requests);
    template.getInterceptors().add(new BoundedAnswers(settings.maxAnswer()));
    return template;
  }

  RestTemplate withOauthErrors() {
    RestTemplate template = plain();
    template.setErrorHandler(new OAuth2ErrorResponseErrorHandler());
    return template;
  }

  /** For its token endpoint. */
  RestClient tokens() {
    return RestClient.builder()
        .requestFactory(requests)
        .requestInterceptor(new BoundedAnswers(settings.maxAnswer()))
        .configureMessageConverters(converters ->
            converters
                .addCustomConverter(new FormHttpMessageConverter())
                .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
        .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
        .build();
  }
}
