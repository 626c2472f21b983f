package dev.ccrunner.infra.postgres;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much an attempt gets, decided from what all its budgets say at one moment.
 *
 * <p>What the attempt has used beyond its grants is spent, whatever a budget says: it is reserved
 * first, so that others do not get it as well. Then the attempt gets a slice, or as much as the
 * budget with the least has left. A run with a limit of its own gets all up to that at once, if
 * there is so much; then no budget can stop it any more.
 */
final class Slice {
  private final List<Share> shares;
  private final BigDecimal used;

  /**
   * @param shares at least one
   * @param used what the attempt has used until now
   */
  Slice(List<Share> shares, BigDecimal used) {
    this.shares = List.copyOf(shares);
    this.used = used;
  }

  /**
   * A budget and the attempt's part in it.
   *
   * @param granted what the attempt was granted by it until now, in all periods
   */
  record Share(Budget budget, BigDecimal granted) {
    private BigDecimal unused(BigDecimal used) {
      return granted.subtract(used).max(BigDecimal.ZERO);
    }

    private BigDecimal overdrawn(BigDecimal used) {
      return used.subtract(granted).max(BigDecimal.ZERO);
    }

    /** What the attempt can have beyond what it has used. */
    private BigDecimal ahead(BigDecimal used) {
      var budget = this.budget;
      var free =
          budget
              .limit()
              .subtract(budget.spent())
              .subtract(budget.reserved())
              .subtract(overdrawn(used));
      return unused(used).add(free.max(BigDecimal.ZERO));
    }

    /** What its account has to reserve in addition. */
    BigDecimal more(Decision decision) {
      return overdrawn(decision.used())
          .add(decision.ahead().subtract(unused(decision.used())).max(BigDecimal.ZERO));
    }
  }

  /**
   * What was decided.
   *
   * @param ahead what is to be reserved beyond what is used
   * @param answer what the attempt is told
   */
  record Decision(BigDecimal used, BigDecimal ahead, BudgetAnswer answer) {}

  /**
   * @param slice what an attempt gets at a time
   * @param most what the run may use by its own limit; null: it has none
   */
  Decision decide(BigDecimal slice, @Nullable BigDecimal most) {
    var tightest =
        shares.stream().min(Comparator.comparing(share -> share.ahead(used))).orElseThrow();
    var possible = tightest.ahead(used);
    if (possible.signum() <= 0) {
      return new Decision(used, BigDecimal.ZERO, new BudgetAnswer.Refused(tightest.budget()));
    }
    if (most == null) {
      return granted(possible.min(slice), slice);
    }
    var rest = most.subtract(used).max(BigDecimal.ZERO);
    return granted(possible.compareTo(rest) >= 0 ? rest : possible.min(slice), slice);
  }

  /** Also who has more reserved asks again after a slice, so that it is known what was used. */
  private Decision granted(BigDecimal ahead, BigDecimal slice) {
    return new Decision(used, ahead, new BudgetAnswer.Granted(used.add(ahead.min(slice))));
  }

  List<Share> shares() {
    return shares;
  }
}
