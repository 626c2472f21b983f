package dev.ccrunner.run;

import dev.ccrunner.id.PrefixedId;
import java.util.UUID;

/** Names a message into a running run; Claude Code knows the message by the same UUID. */
public record MessageId(UUID value) {
  private static final String PREFIX = "msg";

  /** The outer form, {@code msg_…}. */
  @Override
  public String toString() {
    return PrefixedId.format(PREFIX, value);
  }
}
