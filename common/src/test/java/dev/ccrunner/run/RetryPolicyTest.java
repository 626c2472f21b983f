package dev.ccrunner.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final RetryPolicy TWICE_AFTER_A_LOSS =
      new RetryPolicy(2, Set.of(FailureCode.WORKER_LOST));

  @Test
  void allowsNothingUnlessAskedTo() {
    assertThat(RetryPolicy.NEVER.allowsAfter(1, FailureCode.WORKER_LOST)).isFalse();
  }

  @Test
  void allowsAnotherAttemptAfterANamedFailureUntilTheyAreUsedUp() {
    assertThat(TWICE_AFTER_A_LOSS.allowsAfter(1, FailureCode.WORKER_LOST)).isTrue();
    assertThat(TWICE_AFTER_A_LOSS.allowsAfter(2, FailureCode.WORKER_LOST)).isFalse();
  }

  @Test
  void allowsNoneAfterAnotherFailure() {
    assertThat(TWICE_AFTER_A_LOSS.allowsAfter(1, FailureCode.TIMEOUT)).isFalse();
  }
}
