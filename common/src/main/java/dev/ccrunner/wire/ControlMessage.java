package dev.ccrunner.wire;

import dev.ccrunner.run.RunId;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a gateway tells the worker that holds a run, over Redis. It only makes things quick: the
 * same wish stands in PostgreSQL and reaches the worker with the next renewal of its lease. Written
 * as {@code v1 cancel run_…}.
 */
public record ControlMessage(Action action, RunId runId) {
  private static final String VERSION = "v1";

  /** What is wanted. */
  public enum Action {
    /** End the run. */
    CANCEL("cancel");

    private final String wireName;

    Action(String wireName) {
      this.wireName = wireName;
    }
  }

  /** The text on the channel. */
  public String encode() {
    return VERSION + " " + action.wireName + " " + runId;
  }

  /** The message in {@code text}, or empty when it is none that this version understands. */
  public static Optional<ControlMessage> decode(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      return Optional.empty();
    }
    return Arrays.stream(Action.values())
        .filter(action -> action.wireName.equals(parts[1]))
        .findFirst()
        .flatMap(action -> RunId.parse(parts[2]).map(run -> new ControlMessage(action, run)));
  }
}
