package dev.ccrunner.gateway.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
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
          new CannotCreateTransactionException("no connection"),
          new QueryTimeoutException("slow"),
          new IllegalStateException(new SQLTransientConnectionException("the pool is empty")),
          new IllegalStateException(new SQLException("terminated", "57P01"))
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

      boolean clientsMistake = status < 500 || status == 501 || status == 505;
      assertThat(problem.code().status() < 500).as("%d", status).isEqualTo(clientsMistake);
      assertThat(problem.detail()).isNotEmpty();
    }
  }
}
