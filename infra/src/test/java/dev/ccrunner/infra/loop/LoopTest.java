package dev.ccrunner.infra.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
  @Test
  void goesOnAfterARoundThatFailed() throws InterruptedException {
    var rounds = new CountDownLatch(3);
    var loop =
        new Loop(
            "test",
            Duration.ofMillis(1),
            () -> {
              rounds.countDown();
              throw new IllegalStateException("this round fails");
            });

    loop.start();

    assertThat(rounds.await(10, TimeUnit.SECONDS)).isTrue();
    loop.stop();
  }

  @Test
  void hasEndedWhenStopReturnsAlsoInTheMiddleOfARound() throws InterruptedException {
    var inRound = new CountDownLatch(1);
    var ended = new AtomicInteger();
    var loop =
        new Loop(
            "test",
            Duration.ZERO,
            () -> {
              inRound.countDown();
              try {
                new CountDownLatch(1).await();
              } finally {
                ended.incrementAndGet();
              }
            },
            Loop.Phase.SERVICE,
            Duration.ofMillis(10));
    loop.start();
    assertThat(inRound.await(10, TimeUnit.SECONDS)).isTrue();

    loop.stop();

    assertThat(ended).hasValue(1);
    assertThat(loop.isRunning()).isFalse();
  }

  @Test
  void letsARoundEndBeforeItInterruptsIt() throws InterruptedException {
    var inRound = new CountDownLatch(1);
    var letEnd = new CountDownLatch(1);
    var interrupted = new AtomicInteger();
    var loop =
        new Loop(
            "test",
            Duration.ofHours(1),
            () -> {
              inRound.countDown();
              try {
                letEnd.await();
              } catch (InterruptedException e) {
                interrupted.incrementAndGet();
                throw e;
              }
            });
    loop.start();
    assertThat(inRound.await(10, TimeUnit.SECONDS)).isTrue();
    var stopping = Thread.ofVirtual().start(loop::stop);
    org.awaitility.Awaitility.await().until(() -> !loop.isRunning());

    letEnd.countDown();
    stopping.join();

    assertThat(interrupted).hasValue(0);
  }

  @Test
  void mayBeStoppedUnstartedStoppedTwiceAndStartedAgain() throws InterruptedException {
    var rounds = new AtomicInteger();
    var reached = new CountDownLatch(1);
    var loop =
        new Loop(
            "test",
            Duration.ofHours(1),
            () -> {
              if (rounds.incrementAndGet() == 2) {
                reached.countDown();
              }
            });

    loop.stop();
    loop.start();
    loop.start();
    org.awaitility.Awaitility.await().until(() -> rounds.get() == 1);
    loop.stop();
    loop.stop();
    loop.start();

    assertThat(reached.await(10, TimeUnit.SECONDS)).isTrue();
    loop.stop();
  }
}
