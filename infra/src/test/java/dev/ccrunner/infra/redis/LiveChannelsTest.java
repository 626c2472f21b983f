package dev.ccrunner.infra.redis;

import static dev.ccrunner.infra.redis.RedisFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import dev.ccrunner.testkit.RealRedis;
import dev.ccrunner.wire.ControlMessage;
import dev.ccrunner.worker.WorkerId;
import io.lettuce.core.KillArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveChannelsTest {
  private final RunId run = Events.newRun();
  private RealRedis redis;
  private RedisFixture fixture;
  private RedisCommands<String, String> meddler;

  @BeforeEach
  void start() {
    redis = RealRedis.start();
    fixture = RedisFixture.connected(redis);
    meddler = fixture.meddler();
  }

  @AfterEach
  void stop() {
    fixture.close();
    redis.close();
  }

  @Test
  void hearsEventsAndDeltasInTheOrderTheyWereWritten() throws Exception {
    var heard = new Heard();
    answer(fixture.log.channels().subscribe(run, heard).confirmed());

    append(1, 2);
    answer(
        fixture.log.log().delta(run, 1, RunDelta.of(run, 2, RunDelta.MESSAGE, "{\"text\":\"a\"}")));
    append(3, 3);

    assertThat(heard.take(4)).containsExactly("event 1", "event 2", "delta 2", "event 3");
  }

  @Test
  void manyListenersAreOneSubscriptionUntilTheLastLeaves() throws Exception {
    var first = new Heard();
    var second = new Heard();
    var one = fixture.log.channels().subscribe(run, first);
    var two = fixture.log.channels().subscribe(run, second);
    answer(one.confirmed());
    answer(two.confirmed());

    one.close();
    one.close();
    append(1, 1);

    assertThat(second.take(1)).containsExactly("event 1");
    assertThat(subscribers()).isEqualTo(1);
    two.close();
    await().untilAsserted(() -> assertThat(subscribers()).isZero());
    assertThat(first.log).isEmpty();
  }

  @Test
  void hearsAgainAfterItsConnectionWasKilled() throws Exception {
    var heard = new Heard();
    answer(fixture.log.channels().subscribe(run, heard).confirmed());

    meddler.clientKill(KillArgs.Builder.typePubsub());

    assertThat(heard.take(2)).containsExactly("interrupted", "resumed");
    append(1, 1);
    assertThat(heard.take(1)).containsExactly("event 1");
  }

  @Test
  void hearsAgainAfterRedisWasRestarted() throws Exception {
    var heard = new Heard();
    answer(fixture.log.channels().subscribe(run, heard).confirmed());

    redis.stop();
    assertThat(heard.take(1)).containsExactly("interrupted");
    redis.startAgain();

    assertThat(heard.take(1)).containsExactly("resumed");
    await().untilAsserted(() -> assertThat(fixture.log.link().available()).isTrue());
    append(1, 1);
    assertThat(heard.take(1)).containsExactly("event 1");
  }

  @Test
  void aSubscriptionMadeWhileRedisIsAwayIsMadeUpFor() throws Exception {
    redis.stop();
    await().untilAsserted(() -> assertThat(fixture.log.link().available()).isFalse());
    var heard = new Heard();

    var confirmed = fixture.log.channels().subscribe(run, heard).confirmed();

    await().until(() -> confirmed.toCompletableFuture().isCompletedExceptionally());
    redis.startAgain();
    assertThat(heard.take(1)).containsExactly("resumed");
    await().untilAsserted(() -> assertThat(fixture.log.link().available()).isTrue());
    append(1, 1);
    assertThat(heard.take(1)).containsExactly("event 1");
  }

  @Test
  void whoLeftWhileRedisWasAwayIsNotSubscribedAgain() throws Exception {
    var left = fixture.log.channels().subscribe(run, new Heard());
    var other = new Heard();
    answer(left.confirmed());
    answer(fixture.log.channels().subscribe(Events.newRun(), other).confirmed());
    redis.stop();
    assertThat(other.take(1)).containsExactly("interrupted");

    left.close();
    redis.startAgain();

    assertThat(other.take(1)).containsExactly("resumed");
    var again = fixture.meddler();
    await()
        .untilAsserted(() -> {
          String channel = new RunKeys(run).live();
          assertThat(again.pubsubShardNumsub(channel)).containsEntry(channel, 0L);
        });
  }

  @Test
  void aWorkerHearsWhatItIsTold() throws Exception {
    var worker = new WorkerId(UUID.randomUUID());
    var message = new ControlMessage(ControlMessage.Action.CANCEL, run);
    assertThat(answer(fixture.log.control().send(worker, message))).isFalse();
    BlockingQueue<ControlMessage> heard = new LinkedBlockingQueue<>();
    var listening = fixture.log.control().listen(worker, heard::add);
    answer(listening.confirmed());

    assertThat(answer(fixture.log.control().send(worker, message))).isTrue();

    assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(message);
    meddler.spublish(RunKeys.control(worker), "v9 dance run_x");
    assertThat(answer(fixture.log.control().send(worker, message))).isTrue();
    assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(message);
    listening.close();
    await().until(() -> !answer(fixture.log.control().send(worker, message)));
  }

  private void append(long first, long last) throws Exception {
    answer(fixture.log.log().append(run, 1, Events.range(run, first, last)));
  }

  private long subscribers() {
    String channel = new RunKeys(run).live();
    return meddler.pubsubShardNumsub(channel).getOrDefault(channel, 0L);
  }

  private static final class Heard implements LiveChannels.Listener {
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    @Override
    public void event(RunEvent event) {
      log.add("event " + event.seq());
    }

    @Override
    public void delta(RunDelta delta) {
      log.add("delta " + delta.after());
    }

    @Override
    public void interrupted() {
      log.add("interrupted");
    }

    @Override
    public void resumed() {
      log.add("resumed");
    }

    List<String> take(int count) {
      await().until(() -> log.size() >= count);
      List<String> taken = new java.util.ArrayList<>();
      log.drainTo(taken);
      return taken;
    }
  }
}
