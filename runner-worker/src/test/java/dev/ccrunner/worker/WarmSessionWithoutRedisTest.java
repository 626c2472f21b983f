package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import dev.ccrunner.testkit.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that goes away and comes back costs a session nothing but time. */
class WarmSessionWithoutRedisTest {
  private static final String SCRIPT = "{\"life\":true,\"recall\":true}";

  @TempDir Path folder;
  private RealRedis redis;
  private RunningWorker worker;

  @BeforeEach
  void start() throws IOException {
    redis = RealRedis.start();
    worker =
        RunningWorker.start(
            folder, "--spring.data.redis.url=" + redis.uri(), "--ccr.worker.warm.look-every=200ms");
  }

  @AfterEach
  void stop() {
    worker.close();
    redis.close();
  }

  @Test
  void goesOnWithTheSameProcess() {
    var turns = Turns.begin(worker);
    var first = turns.next("say one", SCRIPT);

    var run = turns.submit("say two", "{\"life\":true,\"recall\":true,\"sleep_ms\":2000}");
    worker.awaitEvent(run, "session.init");
    redis.stop();
    var second = turns.succeeded(run);
    var away = turns.submit("say three", SCRIPT);
    var third = turns.succeeded(away);
    redis.startAgain();
    var fourth = turns.next("say four", SCRIPT);

    for (var later : new StoredRun[] {second, third, fourth}) {
      assertThat(Turns.life(later)).as("%s", turns.counted()).isEqualTo(Turns.life(first));
    }
    assertThat(fourth.result().text()).contains("say one", "say two", "say three");
    assertThat(turns.turns("hit")).isEqualTo(3);
    assertWhole(run);
    assertWhole(away);
  }

  /** PostgreSQL has all of it. */
  private void assertWhole(RunId run) {
    var events = worker.events(run);
    assertThat(events.getLast().terminal()).isTrue();
    assertThat(events)
        .extracting(RunEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
  }
}
