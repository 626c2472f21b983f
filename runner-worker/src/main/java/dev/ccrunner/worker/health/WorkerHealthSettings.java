package dev.ccrunner.worker.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a worker's readiness is found out.
 *
 * @param timeout how long a service may take to answer
 */
@ConfigurationProperties("ccr.worker.health")
record WorkerHealthSettings(@DefaultValue("1s") Duration timeout) {

  WorkerHealthSettings {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException(
          "Expected ccr.worker.health.timeout above 0, but found " + timeout);
    }
  }
}
