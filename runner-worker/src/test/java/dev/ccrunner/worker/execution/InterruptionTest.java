package dev.ccrunner.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InterruptionTest {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final ExecutionSettings SETTINGS =
      new ExecutionSettings(
          "/bin", Duration.ZERO, GRACE, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO);

  private final AtomicLong now = new AtomicLong();
  private final FakeChild child = new FakeChild();
  private final Spoken spoken = new Spoken();
  private final Ticker ticker = now::get;
  private final Interruption interruption = new Interruption(child, spoken, SETTINGS, ticker);

  @Test
  void waitsForATurnBecauseOneBetweenTurnsWouldBeForgotten() throws Exception {
    var prompt = said();

    interruption.want();
    interruption.pursue();
    assertThat(child.lines).isEmpty();
    spoken.progress(prompt, "started");
    interruption.pursue();

    assertThat(child.lines).singleElement().asString().contains("interrupt");
  }

  @Test
  void isSaidOnceHoweverOftenItIsWantedForOneTurn() throws Exception {
    var prompt = said();
    spoken.progress(prompt, "started");

    for (int i = 0; i < 3; i++) {
      interruption.want();
      interruption.pursue();
    }

    assertThat(child.lines).hasSize(1);
  }

  @Test
  void isOverWhenItsTurnIsAndSparesTheNext() throws Exception {
    var prompt = said();
    spoken.progress(prompt, "started");
    var waiting = said();
    interruption.want();
    interruption.pursue();

    spoken.answered(List.of(prompt));
    spoken.progress(waiting, "started");
    interruption.pursue();
    pass(GRACE.multipliedBy(2));

    assertThat(interruption.overdue()).isFalse();
    assertThat(interruption.nanosLeft()).isEqualTo(Long.MAX_VALUE);
    assertThat(child.lines).hasSize(1);
  }

  @Test
  void hasNothingToEndWhenAllIsAnswered() throws Exception {
    spoken.answered(List.of(said()));

    interruption.want();
    interruption.pursue();
    pass(GRACE.multipliedBy(2));

    assertThat(child.lines).isEmpty();
    assertThat(interruption.everSent()).isFalse();
    assertThat(interruption.overdue()).isFalse();
  }

  @Test
  void isOverdueWhenTheTurnDoesNotEndInTime() throws Exception {
    var prompt = said();
    spoken.progress(prompt, "started");

    interruption.want();
    interruption.pursue();
    pass(GRACE.minusNanos(1));
    assertThat(interruption.overdue()).isFalse();
    pass(Duration.ofNanos(1));

    assertThat(interruption.overdue()).isTrue();
  }

  private String said() {
    var id = UUID.randomUUID();
    spoken.said(id);
    return id.toString();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
