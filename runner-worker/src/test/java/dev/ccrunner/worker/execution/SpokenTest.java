package dev.ccrunner.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SpokenTest {
  private final Spoken spoken = new Spoken();
  private final UUID first = UUID.randomUUID();
  private final UUID second = UUID.randomUUID();

  @Test
  void waitsForEachMessageAndNotForAsManyResults() {
    spoken.said(first);
    spoken.said(second);

    spoken.answered(List.of(first.toString()));
    assertThat(spoken.allAnswered()).isFalse();
    spoken.answered(List.of(second.toString()));

    assertThat(spoken.allAnswered()).isTrue();
  }

  @Test
  void takesOneResultForAllTheMessagesThatItLists() {
    spoken.said(first);
    spoken.said(second);

    spoken.answered(List.of(first.toString(), second.toString()));

    assertThat(spoken.allAnswered()).isTrue();
  }

  @Test
  void takesAResultOfAnOlderVersionForAll() {
    spoken.said(first);
    spoken.said(second);

    spoken.answered(List.of());

    assertThat(spoken.allAnswered()).isTrue();
  }

  @Test
  void alsoHearsTheEndOfAMessageFromItsProgress() {
    spoken.said(first);
    spoken.said(second);

    spoken.progress(first.toString(), "queued");
    spoken.progress(first.toString(), "started");
    assertThat(spoken.turnRuns()).isTrue();
    spoken.progress(first.toString(), "completed");
    assertThat(spoken.turnRuns()).isFalse();
    spoken.progress(second.toString(), "cancelled");

    assertThat(spoken.allAnswered()).isTrue();
  }

  @Test
  void takesTheBeginOfATurnForAllOnlyWhereNothingMoreIsSaid() {
    spoken.said(first);
    spoken.turnBegan();
    assertThat(spoken.turnRuns()).isTrue();

    spoken.progress(first.toString(), "completed");
    spoken.said(second);
    spoken.turnBegan();

    assertThat(spoken.turnRuns()).isFalse();
  }

  @Test
  void doesNotWaitForWordsThatCouldNotBeSent() {
    spoken.said(first);
    spoken.unsaid(first);

    assertThat(spoken.allAnswered()).isTrue();
  }
}
