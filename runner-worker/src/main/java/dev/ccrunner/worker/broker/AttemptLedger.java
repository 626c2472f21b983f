package dev.ccrunner.worker.broker;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one mutable thing behind a token: its count, its calls under way, and whether it still
 * counts. Guarded by itself.
 */
final class AttemptLedger {

  private final AttemptRef attempt;
  private final BrokerLimits limits;
  private final ProviderAccount account;
  private final Purse purse;
  private final ModelPrices prices;
  private final CountDownLatch revoked = new CountDownLatch(1);

  private final Map<String, ModelUsage> byModel = new TreeMap<>();
  private final Map<String, BigDecimal> costByModel = new TreeMap<>();
  private final Set<String> unpriced = new TreeSet<>();
  private final Set<Runnable> underWay = new HashSet<>();
  private BigDecimal assumedCost = BigDecimal.ZERO;
  private long unmetered;
  private long requests;
  private int calls;
  private boolean limitReached;
  private @Nullable ProviderError lastError;
  private @Nullable Runnable toldOfMoney;
  private Duration moneyGrace = Duration.ZERO;

  AttemptLedger(
      AttemptRef attempt,
      BrokerLimits limits,
      ProviderAccount account,
      Purse purse,
      ModelPrices prices) {
    this.attempt = attempt;
    this.limits = limits;
    this.account = account;
    this.purse = purse;
    this.prices = prices;
  }

  AttemptRef attempt() {
    return attempt;
  }

  ProviderAccount account() {
    return account;
  }

  synchronized boolean mayCallMore(int maxCalls) {
    if (calls >= maxCalls) {
      return false;
    }
    calls++;
    return true;
  }

  synchronized void callEnded() {
    calls--;
  }

  /**
   * Empty when there is money left for another call; a refusal is remembered for the judge.
   * Unpriced models count as the dearest here. May wait, and not with this object's lock, until
   * somebody has said whether there is more.
   */
  Optional<AnthropicError> refuseForMoney() throws InterruptedException {
    var refused =
        isWithinLimit()
            ? purse.refuse(this::assumedCost)
            : Optional.of(AnthropicError.budgetExceeded(AttemptMeter.LIMIT_REACHED));
    if (refused.isPresent() && moneyGone().isPresent()) {
      awaitGoodEnd();
    }
    return refused;
  }

  synchronized void whenMoneyIsGone(Runnable told, Duration grace) {
    toldOfMoney = told;
    moneyGrace = grace;
  }

  /** Refused at once, the turn would end with an error instead of with what it has done. */
  private void awaitGoodEnd() throws InterruptedException {
    Runnable told;
    Duration grace;
    synchronized (this) {
      told = toldOfMoney;
      grace = moneyGrace;
    }
    if (told != null) {
      told.run();
      boolean _ = isRevokedWithin(grace.toMillis());
    }
  }

  private synchronized Optional<String> moneyGone() {
    return limitReached ? Optional.of(AttemptMeter.LIMIT_REACHED) : purse.refusal();
  }

  private synchronized boolean isWithinLimit() {
    var within = limits.maxCostUsd().map(max -> assumedCost.compareTo(max) < 0).orElse(true);
    limitReached |= !within;
    return within;
  }

  private synchronized BigDecimal assumedCost() {
    return assumedCost;
  }

  synchronized void requested() {
    requests++;
  }

  synchronized void used(String model, ModelUsage usage) {
    byModel.merge(model, usage, ModelUsage::plus);
    var price = prices.of(model);
    price.ifPresentOrElse(
        known -> costByModel.merge(model, known.cost(usage), BigDecimal::add),
        () -> unpriced.add(model));
    assumedCost = assumedCost.add(price.orElse(prices.dearest()).cost(usage));
  }

  synchronized void usedUnknown() {
    unmetered++;
  }

  synchronized void failed(ProviderError error) {
    lastError = error;
  }

  synchronized void succeeded() {
    lastError = null;
  }

  /**
   * Registers what ends a call; returns false, and does not register it, when the token is already
   * revoked.
   */
  synchronized boolean begin(Runnable abort) {
    return revoked.getCount() > 0 && underWay.add(abort);
  }

  synchronized void end(Runnable abort) {
    underWay.remove(abort);
  }

  void revoke() {
    Set<Runnable> cut;
    synchronized (this) {
      revoked.countDown();
      cut = Set.copyOf(underWay);
    }
    cut.forEach(Runnable::run);
  }

  boolean isRevoked() {
    return revoked.getCount() == 0;
  }

  /** Waits before a retry, but not for an attempt that is over. */
  boolean isRevokedWithin(long millis) throws InterruptedException {
    return revoked.await(millis, TimeUnit.MILLISECONDS);
  }

  synchronized AttemptMeter snapshot() {
    return new AttemptMeter(
        Map.copyOf(byModel),
        Map.copyOf(costByModel),
        Set.copyOf(unpriced),
        unmetered,
        requests,
        assumedCost,
        moneyGone(),
        Optional.ofNullable(lastError));
  }
}
