package dev.ccrunner.worker.broker;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Everything the broker counts; no tag ever names a run. */
final class BrokerMetrics {

  private final MeterRegistry registry;

  BrokerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(CircuitBreaker circuit, Bulkhead bulkhead) {
    registry.gauge(
        "broker.circuit.closed",
        circuit,
        breaker -> breaker.getState() == CircuitBreaker.State.CLOSED ? 1 : 0);
    registry.gauge(
        "broker.circuit.failure.rate", circuit, breaker -> breaker.getMetrics().getFailureRate());
    registry.gauge(
        "broker.calls.free", bulkhead, hold -> hold.getMetrics().getAvailableConcurrentCalls());
  }

  /** A call that was answered, by whomever. */
  void answered(int status) {
    registry.counter("broker.calls", List.of(Tag.of("status", statusClass(status)))).increment();
  }

  /** 4xx and 5xx are told apart where it matters to an operator. */
  private static String statusClass(int status) {
    return switch (status) {
      case 401, 403, 429, 529 -> Integer.toString(status);
      default -> status / 100 + "xx";
    };
  }

  /** An attempt wanted more money. */
  void asked(String answer) {
    registry.counter("broker.budget.asked", List.of(Tag.of("answer", answer))).increment();
  }

  void cut(String why) {
    registry.counter("broker.calls.cut", List.of(Tag.of("why", why))).increment();
  }

  void retried() {
    registry.counter("broker.retries").increment();
  }

  void firstByte(long nanos) {
    registry.timer("broker.first.byte").record(nanos, TimeUnit.NANOSECONDS);
  }

  void used(ModelUsage usage) {
    tokens("input", usage.inputTokens());
    tokens("output", usage.outputTokens());
    tokens("cache_read", usage.cacheReadInputTokens());
    tokens("cache_creation", usage.cacheCreationInputTokens());
  }

  private void tokens(String kind, long count) {
    registry.counter("broker.tokens", List.of(Tag.of("kind", kind))).increment(count);
  }
}
