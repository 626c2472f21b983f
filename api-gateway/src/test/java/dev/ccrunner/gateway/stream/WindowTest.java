package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class WindowTest {
  private static final RunId RUN = new RunId(new UUID(1, 2));

  private final AtomicLong total = new AtomicLong();

  @Test
  void givesBackWhatWasAddedWhileItGrows() {
    Window window = window(1_000, 1 << 20, 1 << 20);

    for (int seq = 11; seq <= 110; seq++) {
      window.add(event(seq));
    }

    for (int i = 0; i < 100; i++) {
      assertThat(window.get(i)).extracting(Frame::seq).isEqualTo(11L + i);
    }
    assertThat(window.get(100)).isNull();
    assertThat(window.hasLost(100)).isFalse();
  }

  @Test
  void keepsOnlyTheNewestFramesAndSaysWhatItLost() {
    Window window = window(10, 1 << 20, 1 << 20);

    for (int seq = 11; seq <= 50; seq++) {
      window.add(event(seq));
    }

    assertThat(window.get(29)).isNull();
    assertThat(window.hasLost(29)).isTrue();
    assertThat(window.get(30)).extracting(Frame::seq).isEqualTo(41L);
    assertThat(window.indexAfter(39)).isEqualTo(-1);
    assertThat(window.indexAfter(40)).isEqualTo(30);
    assertThat(window.indexAfter(45)).isEqualTo(35);
    assertThat(window.indexAfter(50)).isEqualTo(40);
    assertThat(window.indexAfter(90)).isEqualTo(40);
  }

  @Test
  void keepsWithinItsBytesButAlwaysTheNewestFrame() {
    int size = event(11).size();
    Window window = window(1_000, 3L * size, 1 << 20);

    for (int seq = 11; seq <= 30; seq++) {
      window.add(event(seq));
    }
    assertThat(total.get()).isEqualTo(3L * size);
    Window narrow = window(1_000, 1, 1 << 20);
    narrow.add(event(11));

    assertThat(narrow.get(0)).isNotNull();
  }

  @Test
  void allWindowsTogetherKeepWithinTheTotal() {
    int size = event(11).size();
    Window one = window(1_000, 1 << 20, 4L * size);
    Window two = window(1_000, 1 << 20, 4L * size);
    for (int seq = 11; seq <= 14; seq++) {
      one.add(event(seq));
    }

    for (int seq = 11; seq <= 20; seq++) {
      two.add(event(seq));
    }
    assertThat(total.get()).isEqualTo(5L * size);
    one.clear();
    two.clear();

    assertThat(total.get()).isZero();
  }

  @Test
  void aReaderAlsoGetsTheDeltasThatFollowItsEvent() {
    Window window = window(100, 1 << 20, 1 << 20);
    window.add(event(11));
    window.add(delta(11));
    window.add(event(12));
    window.add(delta(12));

    assertThat(window.indexAfter(11)).isEqualTo(1);
    assertThat(window.indexAfter(12)).isEqualTo(3);
    window.dropBefore(3);
    assertThat(window.indexAfter(11)).isEqualTo(-1);
    assertThat(window.indexAfter(12)).isEqualTo(3);
  }

  private Window window(int frames, long bytes, long totalBytes) {
    return new Window(
        new StreamSettings.Window(
            frames, DataSize.ofBytes(bytes), DataSize.ofBytes(totalBytes), 64),
        total,
        10);
  }

  private static Frame event(long seq) {
    return Frame.of(RunEvent.of(RUN, seq, 1, EventType.LOG, Instant.EPOCH, "{}"));
  }

  private static Frame delta(long after) {
    return Frame.of(RunDelta.of(RUN, after, RunDelta.MESSAGE, "{}"));
  }
}
