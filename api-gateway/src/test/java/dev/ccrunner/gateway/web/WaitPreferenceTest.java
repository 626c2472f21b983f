package dev.ccrunner.gateway.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitPreferenceTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=30                  | 30",
        "WAIT = 30                | 30",
        "wait=\"30\"              | 30",
        "wait=30; foo=bar         | 30",
        "respond-async, wait=10   | 10",
        "wait=10, wait=20         | 10",
        "wait=3600                | 60",
        "wait=999999999           | 60",
        "wait=0                   | 0",
        "wait=-1                  | 0",
        "wait=soon                | 0",
        "await=10                 | 0",
        "return=minimal           | 0"
      })
  void findsTheWait(String header, int seconds) {
    Wait wait = WaitPreference.of(Collections.enumeration(List.of(header)), Duration.ofSeconds(60));

    assertThat(wait.longest()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(wait.wanted()).isEqualTo(seconds > 0);
  }
}
