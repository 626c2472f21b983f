package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.infra.postgres.StoredOutputs;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs that end while PostgreSQL is away for less than their leases. */
class EndWithoutPostgresTest {
  private static final String SCRIPT = "{\"write\":{\"a.txt\":\"A\"}}";

  /** For so long something waits, to be known as waiting. */
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  @TempDir Path folder;
  private RunningWorker worker;

  @BeforeEach
  void start() throws IOException {
    worker =
        RunningWorker.start(
            folder,
            "--ccr.blobs.incoming=" + folder.resolve("incoming"),
            "--spring.datasource.hikari.connection-timeout=250");
  }

  @AfterEach
  void stop() {
    worker.close();
  }

  @Test
  void keepsAllThatItLeft() throws Exception {
    RunId run;
    try (var lock = OthersLock.of(worker, "lock table blob in exclusive mode")) {
      run = worker.submit(SCRIPT);
      takePostgresAwayUnder(lock);
    }

    var ended = worker.awaitEnd(run);
    assertThat(ended.status()).as("%s", ended.failure()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(worker.events(run, "log", "warning")).isEmpty();
    var outputs = worker.bean(StoredOutputs.class);
    assertThat(outputs.last(worker.team(), run, RunOutput.Kind.PATCH)).isPresent();
    assertThat(outputs.last(worker.team(), run, RunOutput.Kind.TRANSCRIPT)).isPresent();
  }

  @Test
  void leavesTheSessionAllThatItHasComeTo() throws Exception {
    var turns = Turns.begin(worker);
    RunId run;
    try (var lock = OthersLock.of(worker, "lock table blob in exclusive mode")) {
      run = turns.submit("say one", SCRIPT);
      takePostgresAwayUnder(lock);
    }

    turns.succeeded(run);
    var next = turns.next("say two", "{\"recall\":true,\"look\":true}");
    assertThat(next.result().text()).contains("say one").endsWith("a.txt=A");
  }

  /** Just when the first of what the run leaves is to get its row. */
  private void takePostgresAwayUnder(OthersLock lock) {
    await().atMost(RunningWorker.SOON).until(() -> lock.isAwaited("blob"));
    try (var _ = worker.withoutPostgres()) {
      await().atMost(RunningWorker.SOON).during(A_WHILE).until(this::somethingWaits);
    }
    await()
        .atMost(RunningWorker.SOON)
        .ignoreExceptions()
        .untilAsserted(() -> worker.bean(JdbcTemplate.class).execute("select 1"));
  }

  private boolean somethingWaits() throws IOException {
    var incoming = folder.resolve("incoming");
    if (!Files.isDirectory(incoming)) {
      return false;
    }
    try (var waiting = Files.newDirectoryStream(incoming)) {
      return waiting.iterator().hasNext();
    }
  }
}
