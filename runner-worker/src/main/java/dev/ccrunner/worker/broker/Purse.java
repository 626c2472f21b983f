package dev.ccrunner.worker.broker;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt has been allowed until now. Calls pass without a word while that lasts; one that
 * finds it used up asks for more, and the others wait for the answer.
 */
final class Purse {
  private final Allowance allowance;
  private final BrokerMetrics metrics;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile BigDecimal allowed;
  private volatile @Nullable String refusal;

  Purse(Allowance allowance, BrokerMetrics metrics) {
    this.allowance = allowance;
    this.metrics = metrics;
    this.allowed = allowance.equals(Allowance.UNBOUNDED) ? Allowance.EVERYTHING : BigDecimal.ZERO;
  }

  /** Empty when there is money for another call. */
  Optional<AnthropicError> refuse(Supplier<BigDecimal> used) {
    if (used.get().compareTo(allowed) < 0) {
      return Optional.empty();
    }
    asking.lock();
    try {
      var now = used.get();
      return now.compareTo(allowed) < 0 ? Optional.empty() : ask(now);
    } finally {
      asking.unlock();
    }
  }

  private Optional<AnthropicError> ask(BigDecimal used) {
    return switch (allowance.ask(used)) {
      case Allowance.Answer.UpTo(var total) -> {
        allowed = total;
        refusal = null; // what others did not need came back
        metrics.asked("granted");
        yield Optional.empty();
      }
      case Allowance.Answer.Refused(var sentence) -> {
        refusal = sentence;
        metrics.asked("refused");
        yield Optional.of(AnthropicError.budgetExceeded(sentence));
      }
      case Allowance.Answer.NotNow() -> {
        metrics.asked("not_now");
        yield Optional.of(AnthropicError.budgetUnknown());
      }
    };
  }

  /** Why there was no more when it was last asked; empty when there was. */
  Optional<String> refusal() {
    return Optional.ofNullable(refusal);
  }
}
