package dev.ccrunner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FailureCodeTest {
  @ParameterizedTest
  @EnumSource
  void readsBackItsName(FailureCode code) {
    assertThat(code.wireName()).matches("[a-z]+(_[a-z]+)*");
    assertThat(FailureCode.ofWireName(code.wireName())).isEqualTo(code);
  }

  @ParameterizedTest
  @EnumSource
  void advisesInAWholeSentence(FailureCode code) {
    assertThat(code.advice()).matches("[A-Z].*\\.");
  }

  @Test
  void endsTheMessageOfAFailureWithTheAdvice() {
    var failure = RunFailure.of(FailureCode.PROVIDER_AUTH, "The provider answered 401.");

    assertThat(failure.message())
        .isEqualTo(
            "The provider answered 401. Set CCR_ANTHROPIC_API_KEY, or the team's provider secret, to a key that this provider accepts.");
  }

  @Test
  void doesNotKnowANameThatNobodyWrote() {
    assertThatThrownBy(() -> FailureCode.ofWireName("no_such_code"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
