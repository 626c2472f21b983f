package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.MessageId;
import java.util.UUID;

/** Something that is said to a run, as its worker takes it. */
public sealed interface RunControl {
  /** Names it; the same however often it is taken. */
  UUID id();

  /** Words for its conversation. */
  record Message(MessageId messageId, String text) implements RunControl {
    @Override
    public UUID id() {
      return messageId.value();
    }
  }

  /** Its turn is to end. */
  record Interrupt(UUID id) implements RunControl {}
}
