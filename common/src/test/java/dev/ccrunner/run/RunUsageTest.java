package dev.ccrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RunUsageTest {
  private static final RunUsage FIRST = RunUsage.of(Map.of("sonnet", use(1, 2, 3, 4, "0.10")));
  private static final RunUsage SECOND =
      RunUsage.of(Map.of("sonnet", use(10, 20, 30, 40, "0.04"), "haiku", use(5, 6, 7, 8, "0.01")));

  @Test
  void addsUpPerModel() {
    var sum = FIRST.plus(SECOND);

    assertThat(sum.byModel())
        .containsEntry("sonnet", use(11, 22, 33, 44, "0.14"))
        .containsEntry("haiku", use(5, 6, 7, 8, "0.01"));
    assertThat(sum.total()).isEqualTo(new TokenUsage(16, 28, 40, 52));
    assertThat(sum.costUsd()).isEqualByComparingTo("0.15");
  }

  @Test
  void doesNotKnowTheCostOfASumWithAnUnknownPrice() {
    var unpriced = RunUsage.of(Map.of("own-model", use(1, 1, 0, 0, null)));

    assertThat(unpriced.costUsd()).isNull();
    assertThat(FIRST.plus(unpriced).costUsd()).isNull();
    assertThat(unpriced.plus(FIRST).costUsd()).isNull();
    assertThat(unpriced.plus(FIRST).byModel())
        .containsEntry("sonnet", use(1, 2, 3, 4, "0.10"))
        .containsEntry("own-model", use(1, 1, 0, 0, null));
  }

  @Test
  void knowsThatNothingCostsNothing() {
    assertThat(RunUsage.of(Map.of())).isEqualTo(RunUsage.NONE);
  }

  private static ModelUse use(
      long input, long output, long cacheRead, long cacheCreation, @Nullable String usd) {
    return new ModelUse(
        new TokenUsage(input, output, cacheRead, cacheCreation),
        usd == null ? null : new BigDecimal(usd));
  }
}
