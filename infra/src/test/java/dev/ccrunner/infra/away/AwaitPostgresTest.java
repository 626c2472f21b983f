package dev.ccrunner.infra.away;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwaitPostgresTest {
  @Test
  void saysWherePostgresIsLookedForWithoutItsPassword() {
    assertThat(AwaitPostgres.where("jdbc:postgresql://db:5432/ccr?user=me&password=secret"))
        .isEqualTo("postgresql://db:5432/ccr");
    assertThat(AwaitPostgres.where("jdbc:postgresql://me:secret@db/ccr"))
        .isEqualTo("postgresql://db/ccr");
  }
}
