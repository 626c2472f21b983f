package dev.ccrunner.worker.broker;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code ccr.worker.broker}: where model calls go and how patient the broker is.
 *
 * @param modelBaseUrl the provider, http or https, with a path prefix if it has one
 * @param apiKey the provider's key; empty sends none
 * @param authorization how the key is sent: {@code x-api-key}, or {@code bearer} for gateways that
 *     want it so
 * @param maxRequest largest request body
 * @param connectTimeout to reach the provider
 * @param firstByteTimeout from the request to the head of the answer
 * @param idleTimeout between two pieces of an answer
 * @param maxCalls calls to the provider at once, over all runs of the worker
 * @param maxCallWait how long a call waits for its turn
 * @param maxCallsPerAttempt calls of one run at once
 */
@ConfigurationProperties("ccr.worker.broker")
public record BrokerSettings(
    @DefaultValue("https://api.anthropic.com") URI modelBaseUrl,
    @DefaultValue("") String apiKey,
    @DefaultValue("x-api-key") Authorization authorization,
    @DefaultValue("32MB") DataSize maxRequest,
    @DefaultValue("10s") Duration connectTimeout,
    @DefaultValue("120s") Duration firstByteTimeout,
    @DefaultValue("60s") Duration idleTimeout,
    @DefaultValue("128") int maxCalls,
    @DefaultValue("10s") Duration maxCallWait,
    @DefaultValue("16") int maxCallsPerAttempt,
    @DefaultValue Retry retry,
    @DefaultValue Circuit circuit) {

  /** How the key is sent. */
  public enum Authorization {
    X_API_KEY,
    BEARER
  }

  /**
   * Retries of calls that failed before anything was passed on.
   *
   * @param maxPerCall at most so many for one call
   * @param share of all calls that may be retries in the long run: when everything fails, retrying
   *     only adds load
   * @param reserve retries that may come at once before the share counts
   * @param firstWait before the first; it doubles for each further one
   * @param longestWait a provider that asks for a longer one gets no retry from here; the client
   *     decides
   */
  public record Retry(
      @DefaultValue("2") int maxPerCall,
      @DefaultValue("0.1") double share,
      @DefaultValue("10") int reserve,
      @DefaultValue("200ms") Duration firstWait,
      @DefaultValue("2s") Duration longestWait) {}

  /**
   * When the provider gets a rest.
   *
   * @param failureRate per cent of failed calls that opens the circuit
   * @param window calls the rate is taken over
   * @param minimumCalls below so many there is no rate
   * @param openFor how long it stays open before a few calls try again
   */
  public record Circuit(
      @DefaultValue("50") int failureRate,
      @DefaultValue("50") int window,
      @DefaultValue("20") int minimumCalls,
      @DefaultValue("10s") Duration openFor) {}

  public BrokerSettings {
    var scheme = String.valueOf(modelBaseUrl.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https"))
        || modelBaseUrl.getHost() == null
        || modelBaseUrl.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "ccr.worker.broker.model-base-url: expected http(s)://host[:port][/prefix], found "
              + modelBaseUrl);
    }
    if (apiKey.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "ccr.worker.broker.api-key: expected printable characters without spaces, found others");
    }
    if (maxCalls < 1 || maxCallsPerAttempt < 1) {
      throw new IllegalArgumentException(
          "ccr.worker.broker.max-calls and max-calls-per-attempt: expected at least 1, found %d and %d"
              .formatted(maxCalls, maxCallsPerAttempt));
    }
  }

  public static BrokerSettings defaults(URI modelBaseUrl, String apiKey) {
    return new BrokerSettings(
        modelBaseUrl,
        apiKey,
        Authorization.X_API_KEY,
        DataSize.ofMegabytes(32),
        Duration.ofSeconds(10),
        Duration.ofSeconds(120),
        Duration.ofSeconds(60),
        128,
        Duration.ofSeconds(10),
        16,
        new Retry(2, 0.1, 10, Duration.ofMillis(200), Duration.ofSeconds(2)),
        new Circuit(50, 50, 20, Duration.ofSeconds(10)));
  }

  /** What is used for runs whose team has no account of its own. */
  public ProviderAccount account() {
    return new ProviderAccount(modelBaseUrl, apiKey, authorization);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "BrokerSettings[" + modelBaseUrl + ", key " + (apiKey.isEmpty() ? "none" : "set") + "]";
  }
}
