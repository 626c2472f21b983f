package dev.ccrunner.worker.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BudgetSettingsTest {
  @Test
  void hasADefault() {
    assertThat(bind(Map.of())).isEqualTo(new BudgetSettings(new BigDecimal("0.10")));
  }

  @Test
  void readsItsValue() {
    assertThat(bind(Map.of("ccr.worker.budget.slice", "0.5")))
        .isEqualTo(new BudgetSettings(new BigDecimal("0.5")));
  }

  @Test
  void refusesASliceOfNothing() {
    assertThatThrownBy(() -> new BudgetSettings(BigDecimal.ZERO))
        .hasMessageContaining("ccr.worker.budget.slice");
  }

  private static BudgetSettings bind(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("ccr.worker.budget", BudgetSettings.class);
  }
}
