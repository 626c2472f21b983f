package dev.ccrunner.gateway.identity.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class OwnerBootstrapTest {
  private static final String GENERATED = "";

  @TempDir Path folder;
  private final TestDatabase database = TestServices.postgres().newDatabase();

  private TestGateway start(String key, String file) {
    return TestGateway.start(
        database, Map.of("ccr.bootstrap.api-key", key, "ccr.bootstrap.api-key-file", file));
  }

  @Test
  void writesAGeneratedKeyForItsOwnerOnlyAndNeverLogsIt(CapturedOutput output) throws IOException {
    Path file = folder.resolve("api-key");
    String key;
    try (var gateway = start(GENERATED, file.toString())) {
      key = Files.readString(file).strip();
      gateway.client().withKey(key).get("/v1/runs").expect(200);
    }

    assertThat(ApiKey.parse(key)).isPresent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(output.getAll()).doesNotContain(key).contains("Created the team");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void keepsKeyAndFileWhenItStartsAgain() throws IOException {
    Path file = folder.resolve("api-key");
    start(GENERATED, file.toString()).close();
    String key = Files.readString(file);

    try (var gateway = start(GENERATED, file.toString())) {
      assertThat(Files.readString(file)).isEqualTo(key);
      gateway.client().withKey(key.strip()).get("/v1/runs").expect(200);
    }
  }

  @Test
  void takesTheGivenKeyOnlyTheFirstTime() {
    String first = ApiKey.generate(new SecureRandom()).reveal();
    String second = ApiKey.generate(new SecureRandom()).reveal();
    start(first, "").close();

    try (var gateway = start(second, "")) {
      gateway.client().withKey(first).get("/v1/runs").expect(200);
      gateway.client().withKey(second).get("/v1/runs").expectProblem(401, "unauthenticated");
    }
  }

  @Test
  void writesAGivenKeyToo() throws IOException {
    Path file = folder.resolve("api-key");

    start(TestGateway.KEY, file.toString()).close();

    assertThat(Files.readString(file).strip()).isEqualTo(TestGateway.KEY);
  }

  @Test
  void doesNotStartWithAKeyThatIsNone(CapturedOutput output) {
    assertThatThrownBy(() -> start("ccr_hunter2", ""))
        .hasMessageContaining("CCR_BOOTSTRAP_API_KEY")
        .hasMessageContaining("expected ccr_, 30 letters or digits")
        .message()
        .doesNotContain("hunter2");
    assertThat(output.getAll()).doesNotContain("hunter2");
  }

  @Test
  void doesNotStartWithoutAPlaceForTheKey() {
    assertThatThrownBy(() -> start(GENERATED, ""))
        .hasMessageContaining("CCR_BOOTSTRAP_API_KEY_FILE");
  }

  @Test
  void doesNotStartWhenTheFileCannotBeWritten() throws SQLException {
    String file = folder.resolve("missing/api-key").toString();

    assertThatThrownBy(() -> start(GENERATED, file))
        .hasStackTraceContaining("Could not write the API key to " + file);

    assertThat(countKeys()).isZero();
  }

  @Test
  void makesOneKeyWhenSeveralGatewaysStartAtOnce() throws Exception {
    var starts = new ArrayList<CompletableFuture<TestGateway>>();
    List<Path> files = List.of(folder.resolve("a"), folder.resolve("b"));
    for (Path file : files) {
      starts.add(CompletableFuture.supplyAsync(() -> start(GENERATED, file.toString())));
    }
    for (var started : starts) {
      started.join().close();
    }

    assertThat(countKeys()).isEqualTo(1);
    assertThat(files.stream().filter(Files::exists)).hasSize(1);
  }

  private int countKeys() throws SQLException {
    try (var connection = database.connect();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("select count(*) from api_key")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
