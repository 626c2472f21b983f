package dev.ccrunner.infra.away;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class PatientlyTest {
  static List<RuntimeException> awayInEachWay() {
    return List.of(
        new DataAccessResourceFailureException("a statement"),
        new CannotCreateTransactionException("a transaction that could not begin"),
        new TransactionSystemException("one that could not be undone"));
  }

  @ParameterizedTest
  @MethodSource("awayInEachWay")
  void asksUntilPostgresAnswers(RuntimeException away) throws Exception {
    var asked = new AtomicInteger();

    var answer =
        Patiently.ask(
            "Who",
            () -> false,
            () -> {
              if (asked.incrementAndGet() == 1) {
                throw away;
              }
              return "me";
            });

    assertThat(answer).contains("me");
    assertThat(asked).hasValue(2);
  }
}
