package dev.ccrunner.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;

class UnexpectedTest {
  @Test
  void saysNothingOfItsInnerWorkings() {
    ProblemException problem = ProblemTranslation.of(new IllegalStateException("secret detail"));

    assertThat(problem.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
    assertThat(problem.detail()).doesNotContain("secret", "IllegalState");
  }

  @Test
  void asksToTryAgainWhenTheDatabaseIsAway() {
    for (var failure :
        new RuntimeException[] {
          new CannotCreateTransactionException("no connection"), new QueryTimeoutException("slow")
        }) {
      ProblemException problem = ProblemTranslation.of(failure);

      assertThat(problem.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(problem.headers()).containsKey("Retry-After");
    }
  }

  @Test
  void hasACodeForEveryStatusTheContainerMayChoose() {
    for (int status = 400; status < 600; status++) {
      ProblemException problem = ProblemTranslation.ofStatus(status);

      assertThat(problem.code().status() / 100).as("%d", status).isEqualTo(status / 100);
      assertThat(problem.detail()).isNotEmpty();
    }
  }
}
