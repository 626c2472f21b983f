package dev.ccrunner.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  @TempDir Path folder;

  @Test
  void isDurableAndSpeaksUtf8AndUtcAndOnlyWithThePassword() throws SQLException {
    try (var postgres = EmbeddedPostgres.start(EmbeddedOptions.in(folder))) {
      var endpoint = postgres.endpoint();
      var sql = new Sql(endpoint);

      for (var durable : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        assertThat(sql.value("SHOW " + durable)).isEqualTo("on");
      }
      assertThat(sql.value("SHOW server_version")).startsWith("18.");
      assertThat(sql.value("SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(sql.value("SELECT setting FROM pg_file_settings WHERE name = 'timezone'"))
          .isEqualTo("UTC");
      assertThat(sql.value("SELECT upper('é') || uuidv7()")).startsWith("É");
      assertThatThrownBy(
              () -> DriverManager.getConnection(endpoint.jdbcUrl(), endpoint.username(), "guess"))
          .hasMessageContaining("password authentication failed");
      assertThat(endpoint.toString()).doesNotContain(endpoint.password());
    }
  }

  @Test
  void forgoesDurabilityOnlyForTemporaryData() throws SQLException {
    try (var postgres = EmbeddedPostgres.start(EmbeddedOptions.temporary().withoutDurability())) {
      assertThat(new Sql(postgres.endpoint()).value("SHOW fsync")).isEqualTo("off");
    }

    assertThatThrownBy(() -> EmbeddedOptions.in(folder).withoutDurability())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("durable=false");
  }

  @Test
  void startsDespiteAnInterruptedInitialisationAndAPidFileThatNamesAStranger() throws Exception {
    Files.createDirectories(folder.resolve("postgres/data.new/base"));
    var options = EmbeddedOptions.in(folder);
    try (var postgres = EmbeddedPostgres.start(options)) {
      new Sql(postgres.endpoint()).run("CREATE TABLE kept AS SELECT 'row' AS value");
      postgres.kill();
      var pidFile = folder.resolve("postgres/data/postmaster.pid");
      var lines = Files.readAllLines(pidFile);
      lines.set(0, Long.toString(ProcessHandle.current().pid()));
      Files.write(pidFile, lines);

      postgres.start();

      assertThat(new Sql(postgres.endpoint()).value("SELECT value FROM kept")).isEqualTo("row");
    }
  }

  @Test
  void refusesDataOfAnotherVersion() throws Exception {
    Files.createDirectories(folder.resolve("postgres/data"));
    Files.writeString(folder.resolve("postgres/data/PG_VERSION"), "17\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(EmbeddedOptions.in(folder)))
        .isInstanceOf(EmbeddedStartFailed.class)
        .hasMessageContaining("found version 17");
  }
}
