package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.postgres.WorkerRecord;
import dev.ccrunner.infra.postgres.WorkerRegistry;
import dev.ccrunner.infra.redis.ControlChannel;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.wire.ControlMessage;
import dev.ccrunner.worker.claim.Intake;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that is asked to drain. */
class DrainTest {
  private static final Duration SEEN = Duration.ofSeconds(30);

  @TempDir Path folder;

  @ParameterizedTest(name = "told by Redis: {0}")
  @ValueSource(booleans = {true, false})
  void endsItsRunsTakesNoMoreAndStays(boolean byRedis) throws Exception {
    // Without Redis the worker learns of it with its next report, once in renew-every.
    try (var worker =
        RunningWorker.start(folder, "--ccr.lease.renew-every=" + (byRedis ? "5s" : "500ms"))) {
      var self = worker.bean(WorkerId.class);
      var registry = worker.bean(WorkerRegistry.class);
      await().atMost(RunningWorker.SOON).until(() -> !registry.alive(SEEN).isEmpty());
      var running = worker.submit("{\"bash_ms\":4000,\"text\":\"in peace\"}");
      worker.awaitStatus(running, RunStatus.RUNNING);

      assertThat(registry.requestDrain(self, SEEN)).map(WorkerRecord::state).contains("draining");
      if (byRedis) {
        assertThat(
                worker
                    .bean(ControlChannel.class)
                    .send(self, ControlMessage.drain())
                    .toCompletableFuture()
                    .join())
            .isTrue();
      }
      await()
          .during(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(3))
          .until(() -> worker.bean(Intake.class).isClosed());
      var late = worker.submit("{\"text\":\"not here\"}");
      var ended = worker.awaitEnd(running);

      assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
      // Two polls later the bell has been there to be heard.
      await()
          .during(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(4))
          .until(() -> worker.find(late).status() == RunStatus.QUEUED);
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() ->
              assertThat(registry.alive(SEEN))
                  .singleElement()
                  .satisfies(record -> {
                    assertThat(record.id()).isEqualTo(self);
                    assertThat(record.state()).isEqualTo("draining");
                    assertThat(record.busy()).isZero();
                  }));
    }
  }
}
