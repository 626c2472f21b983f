package dev.ccrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunUsageTest {
  private static final RunUsage FIRST =
      new RunUsage(Map.of("sonnet", new TokenUsage(1, 2, 3, 4)), new BigDecimal("0.10"));
  private static final RunUsage SECOND =
      new RunUsage(
          Map.of("sonnet", new TokenUsage(10, 20, 30, 40), "haiku", new TokenUsage(5, 6, 7, 8)),
          new BigDecimal("0.05"));

  @Test
  void addsUpPerModel() {
    var sum = FIRST.plus(SECOND);

    assertThat(sum.byModel())
        .containsEntry("sonnet", new TokenUsage(11, 22, 33, 44))
        .containsEntry("haiku", new TokenUsage(5, 6, 7, 8));
    assertThat(sum.total()).isEqualTo(new TokenUsage(16, 28, 40, 52));
    assertThat(sum.costUsd()).isEqualByComparingTo("0.15");
  }

  @Test
  void doesNotKnowTheCostOfASumWithAnUnknownPrice() {
    var unpriced = new RunUsage(Map.of("own-model", new TokenUsage(1, 1, 0, 0)), null);

    assertThat(FIRST.plus(unpriced).costUsd()).isNull();
    assertThat(unpriced.plus(FIRST).costUsd()).isNull();
  }
}
