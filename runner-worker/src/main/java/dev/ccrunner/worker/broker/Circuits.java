package dev.ccrunner.worker.broker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A circuit for each provider: one that a team has chosen for itself and that fails must not take
 * the others' away. Those that were not used for longest are forgotten.
 */
final class Circuits {
  private static final int MOST = 256;

  private final CircuitBreakerConfig config;
  private final URI deployment;
  private final CircuitBreaker ofDeployment;

  /** Guarded by itself. */
  private final Map<URI, CircuitBreaker> others =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, CircuitBreaker> eldest) {
          return size() > MOST;
        }
      };

  Circuits(CircuitBreakerConfig config, URI deployment) {
    this.config = config;
    this.deployment = deployment;
    this.ofDeployment = CircuitBreaker.of("provider", config);
  }

  /** That of the provider which answers at this address. */
  CircuitBreaker of(URI baseUrl) {
    if (baseUrl.equals(deployment)) {
      return ofDeployment;
    }
    synchronized (others) {
      return others.computeIfAbsent(baseUrl, url -> CircuitBreaker.of(url.toString(), config));
    }
  }
}
