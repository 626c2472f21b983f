package dev.ccrunner.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestServicesTest {

  @Test
  void eachDatabaseIsEmptyAndACopyIsNot() throws Exception {
    var first = TestServices.postgres().newDatabase();
    try (var connection = first.connect();
        var sql = connection.createStatement()) {
      sql.execute("CREATE TABLE mine (id int)");
    }

    assertThat(tables(TestServices.postgres().newDatabase())).isZero();
    assertThat(tables(TestServices.postgres().copyOf(first))).isEqualTo(1);
  }

  @Test
  void servicesAreSharedAndNamesAreNot() {
    assertThat(TestServices.redis()).isSameAs(TestServices.redis());
    assertThat(TestServices.redis().newPrefix()).isNotEqualTo(TestServices.redis().newPrefix());
  }

  @Test
  void askingForOneServiceStartsNoOther() {
    TestServices.redis();

    var others =
        ProcessHandle.current()
            .children()
            .map(child -> child.info().commandLine().orElse(""))
            .filter(line -> line.contains("/kafka/"));
    assertThat(others).isEmpty();
  }

  private static int tables(TestDatabase database) throws Exception {
    try (var connection = database.connect();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
