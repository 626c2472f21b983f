package dev.ccrunner.worker.broker;

import dev.ccrunner.worker.broker.ProviderFailed.Reason;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;

/**
 * Stands between the runs and the provider: so many calls at once, few retries, and a rest for a
 * provider that keeps failing.
 */
final class ProviderGuard {

  /**
   * Answers that say nothing was done and the next try may be luckier. A 429 is not among them: its
   * client has to slow down.
   */
  private static final Set<Integer> WORTH_A_RETRY = Set.of(500, 502, 503, 529);

  private final BrokerSettings settings;
  private final ProviderClient client;
  private final BrokerMetrics metrics;
  private final LongSupplier nanoTime;
  private final Circuits circuits;
  private final Bulkhead bulkhead;
  private final RetryBudget retryBudget;

  ProviderGuard(
      BrokerSettings settings,
      ProviderClient client,
      BrokerMetrics metrics,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.client = client;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    circuits = new Circuits(circuit(settings.circuit()), settings.modelBaseUrl());
    bulkhead =
        Bulkhead.of(
            "provider",
            BulkheadConfig.custom()
                .maxConcurrentCalls(settings.maxCalls())
                .maxWaitDuration(settings.maxCallWait())
                .build());
    retryBudget = new RetryBudget(settings.retry().share(), settings.retry().reserve());
    metrics.watch(circuits.of(settings.modelBaseUrl()), bulkhead);
  }

  private static CircuitBreakerConfig circuit(BrokerSettings.Circuit settings) {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(settings.window())
        .minimumNumberOfCalls(settings.minimumCalls())
        .failureRateThreshold(settings.failureRate())
        .waitIntervalFunctionInOpenState(IntervalFunction.of(settings.openFor()))
        .permittedNumberOfCallsInHalfOpenState(Math.max(1, settings.minimumCalls() / 4))
        .automaticTransitionFromOpenToHalfOpenEnabled(false)
        .build();
  }

  /** What came of a call. */
  sealed interface Outcome {
    /** The caller closes it, which frees its place. */
    record Answered(ProviderAnswer answer, Runnable place) implements Outcome, AutoCloseable {
      @Override
      public void close() {
        answer.close();
        place.run();
      }
    }

    /** The broker answers itself; {@code provider} says whether the provider is to blame. */
    record Refused(AnthropicError error, Optional<ProviderError.Kind> provider)
        implements Outcome {}

    /** The attempt ended while we waited; there is nobody to answer. */
    record AttemptOver() implements Outcome {}
  }

  Outcome call(ProviderCall call, AttemptLedger ledger) throws InterruptedException {
    if (!bulkhead.tryAcquirePermission()) {
      return new Outcome.Refused(AnthropicError.busy(settings.maxCallWait()), Optional.empty());
    }
    Outcome outcome = new Outcome.AttemptOver();
    try {
      retryBudget.called();
      outcome = withRetries(call, ledger);
      return outcome;
    } finally {
      if (!(outcome instanceof Outcome.Answered)) {
        bulkhead.onComplete();
      }
    }
  }

  private Outcome withRetries(ProviderCall call, AttemptLedger ledger) throws InterruptedException {
    var circuit = circuits.of(ledger.account().baseUrl());
    for (int retries = 0; ; retries++) {
      if (!circuit.tryAcquirePermission()) {
        return new Outcome.Refused(
            AnthropicError.circuitOpen(settings.circuit().openFor()),
            Optional.of(ProviderError.Kind.OVERLOADED));
      }
      Optional<Duration> wait;
      Outcome outcome;
      try {
        var answer = send(call, ledger, circuit);
        outcome = new Outcome.Answered(answer, bulkhead::onComplete);
        wait =
            WORTH_A_RETRY.contains(answer.status())
                ? waitFor(answer.headers(), retries)
                : Optional.empty();
      } catch (ProviderFailed e) {
        if (e.reason() == Reason.ABORTED) {
          return new Outcome.AttemptOver();
        }
        outcome = refused(e);
        wait =
            e.reason() == Reason.NOT_CONNECTED ? Optional.of(backoff(retries)) : Optional.empty();
      }
      if (wait.isEmpty() || retries >= settings.retry().maxPerCall() || !retryBudget.mayRetry()) {
        return outcome;
      }
      if (outcome instanceof Outcome.Answered answered) {
        answered.answer().close();
      }
      metrics.retried();
      if (ledger.isRevokedWithin(wait.get().toMillis())) {
        return new Outcome.AttemptOver();
      }
    }
  }

  /**
   * One try, of which the circuit learns: the provider's failures count, the client's and our own
   * do not.
   */
  private ProviderAnswer send(ProviderCall call, AttemptLedger ledger, CircuitBreaker circuit)
      throws ProviderFailed, InterruptedException {
    var start = nanoTime.getAsLong();
    var learned = false;
    try {
      var answer = client.send(call, ledger);
      learned = true;
      learn(circuit, answer.status() >= 500, start);
      metrics.firstByte(nanoTime.getAsLong() - start);
      return answer;
    } catch (ProviderFailed e) {
      if (e.reason() != Reason.ABORTED) {
        learned = true;
        learn(circuit, true, start);
      }
      throw e;
    } finally {
      if (!learned) {
        circuit.releasePermission();
      }
    }
  }

  private void learn(CircuitBreaker circuit, boolean failed, long start) {
    var took = nanoTime.getAsLong() - start;
    if (failed) {
      circuit.onError(took, TimeUnit.NANOSECONDS, new IllegalStateException("The provider failed"));
    } else {
      circuit.onSuccess(took, TimeUnit.NANOSECONDS);
    }
  }

  private Outcome refused(ProviderFailed failure) {
    return failure.reason() == Reason.TIMEOUT
        ? new Outcome.Refused(
            AnthropicError.timeout(settings.firstByteTimeout()),
            Optional.of(ProviderError.Kind.TIMEOUT))
        : new Outcome.Refused(
            AnthropicError.unreachable(String.valueOf(failure.getMessage())),
            Optional.of(ProviderError.Kind.UNREACHABLE));
  }

  /** Empty when the provider asks for more patience than we have. */
  private Optional<Duration> waitFor(HttpFields headers, int retries) {
    var asked = RetryAfter.of(headers);
    return asked.isEmpty()
        ? Optional.of(backoff(retries))
        : asked.filter(wait -> wait.compareTo(settings.retry().longestWait()) <= 0);
  }

  private Duration backoff(int retries) {
    var wait = settings.retry().firstWait().multipliedBy(1L << Math.min(retries, 10));
    return wait.compareTo(settings.retry().longestWait()) <= 0
        ? wait
        : settings.retry().longestWait();
  }
}
