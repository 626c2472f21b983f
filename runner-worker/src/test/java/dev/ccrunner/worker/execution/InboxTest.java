package dev.ccrunner.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.RunControl;
import dev.ccrunner.run.MessageId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InboxTest {
  private final RunControl first = new RunControl.Message(new MessageId(UUID.randomUUID()), "a");
  private final RunControl second = new RunControl.Message(new MessageId(UUID.randomUUID()), "b");
  private final List<RunControl> untaken = new ArrayList<>();
  private final List<RunControl> taken = new ArrayList<>();
  private boolean answerLost;
  private final Inbox inbox = new Inbox(this::take);

  @Test
  void bringsEachThingOnce() {
    untaken.add(first);
    assertThat(inbox.open()).containsExactly(first);
    untaken.add(second);

    assertThat(inbox.open()).containsExactly(second);
    assertThat(inbox.open()).isEmpty();
  }

  @Test
  void asksAgainForWhatWasTakenWhenTheAnswerWasLostOnItsWay() {
    untaken.add(first);
    assertThat(inbox.open()).containsExactly(first);
    untaken.add(second);
    answerLost = true;
    assertThat(inbox.open()).isEmpty();
    assertThat(inbox.unsure()).isTrue();
    answerLost = false;

    assertThat(inbox.open()).containsExactly(second);
    assertThat(inbox.unsure()).isFalse();
  }

  private List<RunControl> take(boolean again) {
    var answer = new ArrayList<RunControl>(again ? taken : List.of());
    answer.addAll(untaken);
    taken.addAll(untaken);
    untaken.clear();
    if (answerLost) {
      throw new IllegalStateException("the connection was cut");
    }
    return answer;
  }
}
