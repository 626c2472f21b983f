package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.Steering;
import dev.ccrunner.run.MessageId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said to a run while it lasts, by a worker that learns of it with its renewals only: as if
 * Redis were away.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SteeringTest {
  @TempDir static Path folder;
  private RunningWorker worker;

  @BeforeAll
  void start() throws Exception {
    worker =
        RunningWorker.start(
            folder,
            "--ccr.lease.renew-every=200ms",
            "--ccr.worker.execution.interrupt-turn-grace=1s");
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  @Test
  void saysAMessageToARunningRunAndEndsAfterItsAnswer() {
    var run = worker.submit("{\"bash_ms\":1500,\"text\":\"first\"}");
    worker.awaitStatus(run, RunStatus.RUNNING);

    var message = worker.say(run, "FAKE<<{\"text\":\"second\"}>>");
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().text()).isEqualTo("second");
    assertThat(userMessages(run)).hasSize(2);
    assertThat(userMessages(run).getLast().json())
        .contains("\"message_id\":\"" + message + "\"")
        .contains("\"message_uuid\":\"" + message.value() + "\"");
  }

  @Test
  void endsAfterTheOneTurnThatTwoWaitingMessagesShare() {
    var run = worker.submit("{\"bash_ms\":1500,\"text\":\"first\"}");
    worker.awaitStatus(run, RunStatus.RUNNING);

    worker.say(run, "one");
    worker.say(run, "two");
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(userMessages(run)).hasSize(3);
    assertThat(worker.events(run, "usage.updated", "")).hasSize(2);
  }

  @Test
  void saysWhatCameWhileTheRunWaitedRightAfterItsPrompt() {
    var run = worker.enqueue("{\"text\":\"first\"}");
    worker.say(run, "early words");

    worker.ring(run);
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(userMessages(run)).hasSize(2);
    assertThat(userMessages(run).getLast().json()).contains("early words");
  }

  @Test
  void saysEachAcceptedMessageAtMostOnceToARunThatEndsRightNow() {
    for (int i = 0; i < 15; i++) {
      var run = worker.submit("{\"text\":\"short\"}");
      worker.awaitStatus(run, RunStatus.RUNNING);
      LockSupport.parkNanos(Duration.ofMillis(ThreadLocalRandom.current().nextInt(250)).toNanos());
      var id = new MessageId(TimeOrderedIds.next());

      var answer = worker.trySay(run, id, "still there?");
      var ended = worker.awaitEnd(run);

      assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
      // One that was accepted in the very last moment may be missed, but none is heard twice.
      int most = answer instanceof Steering.Accepted ? 1 : 0;
      assertThat(worker.events(run, "user.message", id.toString())).hasSizeLessThanOrEqualTo(most);
      assertThat(worker.trySay(run, new MessageId(TimeOrderedIds.next()), "too late"))
          .isEqualTo(new Steering.NotNow(RunStatus.SUCCEEDED));
    }
  }

  @Test
  void endsARunWhoseToolIsInterruptedAsCancelled() {
    var run = worker.submit("{\"bash_ms\":600000}");
    worker.awaitEvent(run, "agent.tool_use");

    assertThat(worker.interrupt(run)).isInstanceOf(Steering.Accepted.class);
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.statusReason()).isEqualTo("Interrupted.");
    assertThat(worker.events(run, "usage.updated", "aborted_tools")).hasSize(1);
    assertThat(worker.events(run).getLast().type()).isEqualTo("run.cancelled");
  }

  @Test
  void goesOnWithAMessageThatWaitedWhenTheTurnIsInterrupted() {
    var run = worker.submit("{\"bash_ms\":600000}");
    worker.awaitEvent(run, "agent.tool_use");

    worker.say(run, "FAKE<<{\"text\":\"something else\"}>>");
    worker.interrupt(run);
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().text()).isEqualTo("something else");
    assertThat(worker.events(run, "usage.updated", "aborted_tools")).hasSize(1);
  }

  @Test
  void endsARunThatDoesNotObeyAnInterruptLikeACancelledOne() {
    var run = worker.submit("{\"ignore_int\":true,\"ignore_term\":true,\"sleep_ms\":600000}");
    worker.awaitEvent(run, "agent.message");

    worker.interrupt(run);
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.statusReason()).isEqualTo("Interrupted.");
    assertThat(RunningWorker.processesOf(run)).isEmpty();
  }

  @Test
  void cancelsARunAlsoWhileAMessageWaits() {
    var run = worker.submit("{\"bash_ms\":600000}");
    worker.awaitEvent(run, "agent.tool_use");
    worker.say(run, "never heard");

    worker.cancel(run, "enough");
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.statusReason()).isEqualTo("enough");
  }

  @Test
  void doesNotCallARunDoneThatDiesBeforeItsLastMessageIsAnswered() {
    var run = worker.submit("{\"bash_ms\":1000,\"text\":\"first\"}");
    worker.awaitStatus(run, RunStatus.RUNNING);

    worker.say(run, "FAKE<<{\"no_result\":true,\"kill\":\"KILL\"}>>");
    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
  }

  private List<RunEvent> userMessages(RunId run) {
    return worker.events(run, "user.message", "\"synthetic\":false");
  }
}
