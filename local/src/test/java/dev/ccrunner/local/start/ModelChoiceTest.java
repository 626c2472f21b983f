package dev.ccrunner.local.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.local.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelChoiceTest {

  @Test
  void isTheDemoModelWhenNothingIsSet() {
    var choice = ModelChoice.of(new Settings(Map.of()));

    assertThat(choice.demo()).isTrue();
    assertThat(choice.words()).contains("DEMO MODEL");
  }

  @Test
  void isTheProviderWithAKeyAlone() {
    var choice = ModelChoice.of(new Settings(Map.of("CCR_ANTHROPIC_API_KEY", "sk-secret")));

    assertThat(choice.demo()).isFalse();
    assertThat(choice.settings())
        .containsEntry("ccr.worker.model", "provider")
        .containsEntry("ccr.worker.broker.api-key", "sk-secret")
        .doesNotContainKey("ccr.worker.broker.model-base-url");
    assertThat(choice.toString() + choice.words()).doesNotContain("sk-secret");
  }

  @Test
  void isWhateverAnswersAtTheAddressEvenWithoutAKey() {
    var choice = ModelChoice.of(new Settings(Map.of("CCR_MODEL_BASE_URL", "http://127.0.0.1:9/x")));

    assertThat(choice.demo()).isFalse();
    assertThat(choice.settings())
        .containsEntry("ccr.worker.broker.model-base-url", "http://127.0.0.1:9/x");
    assertThat(choice.words()).contains("http://127.0.0.1:9/x").contains("without a key");
  }
}
