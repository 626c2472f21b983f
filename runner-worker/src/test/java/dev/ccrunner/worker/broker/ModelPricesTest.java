package dev.ccrunner.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModelPricesTest {

  private final ModelPrices prices = ModelPrices.list();

  private String cost(String model, ModelUsage usage) {
    return prices.of(model).orElseThrow().cost(usage).stripTrailingZeros().toPlainString();
  }

  @Test
  void pricesEachKindOfToken() {
    assertThat(cost("claude-opus-4-5", new ModelUsage(1_000_000, 0, 0, 0, 0))).isEqualTo("5");
    assertThat(cost("claude-opus-4-5", new ModelUsage(0, 1_000_000, 0, 0, 0))).isEqualTo("25");
    assertThat(cost("claude-opus-4-5", new ModelUsage(0, 0, 1_000_000, 0, 0))).isEqualTo("0.5");
    assertThat(cost("claude-opus-4-5", new ModelUsage(0, 0, 0, 1_000_000, 0))).isEqualTo("6.25");
    assertThat(cost("claude-opus-4-5", new ModelUsage(0, 0, 0, 1_000_000, 400_000)))
        .isEqualTo("7.75");
  }

  @Test
  void knowsAModelByItsOtherNames() {
    var million = new ModelUsage(1_000_000, 0, 0, 0, 0);

    assertThat(cost("claude-opus-4-20250514", million)).isEqualTo("15");
    assertThat(cost("claude-opus-4-5-20251101", million)).isEqualTo("5");
    assertThat(cost("us.anthropic.claude-opus-4-5-20251101-v1:0", million)).isEqualTo("5");
    assertThat(cost("claude-sonnet-5-5[1m]", million)).isEqualTo("2");
    assertThat(cost("claude-opus-4-5@20251101", million)).isEqualTo("5");
  }

  @Test
  void doesNotTakeANewModelForItsPredecessor() {
    assertThat(prices.of("claude-opus-5-6")).isEmpty();
    assertThat(prices.of("claude-opus-55")).isEmpty();
    assertThat(prices.of("gpt")).isEmpty();
  }

  @Test
  void pricesLongPromptsOfModelsThatHaveAPriceForThem() {
    assertThat(cost("claude-haiku-5-5", new ModelUsage(100_000, 0, 0, 0, 0))).isEqualTo("0.01");
    assertThat(cost("claude-haiku-5-5", new ModelUsage(100_001, 0, 0, 0, 0)))
        .isEqualTo("0.0500005");
  }
}
