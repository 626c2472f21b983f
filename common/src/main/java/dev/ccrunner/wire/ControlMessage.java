package dev.ccrunner.wire;

import dev.ccrunner.run.RunId;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway tells a worker, over Redis. It only makes things quick: the same wish stands in
 * PostgreSQL and reaches the worker with the next renewal of its leases. Written as {@code v1
 * cancel run_…}.
 *
 * @param runId the run it is about; null exactly when it is about the worker itself
 */
public record ControlMessage(Action action, @Nullable RunId runId) {
  private static final String VERSION = "v1";

  /** What is wanted. */
  public enum Action {
    /** End the run. */
    CANCEL("cancel", true),
    /** There are messages for the run, or its turn is to end. */
    CONTROL("control", true),
    /** Take no more runs. */
    DRAIN("drain", false);

    private final String wireName;
    private final boolean aboutARun;

    Action(String wireName, boolean aboutARun) {
      this.wireName = wireName;
      this.aboutARun = aboutARun;
    }
  }

  public ControlMessage {
    if (action.aboutARun != (runId != null)) {
      throw new IllegalArgumentException(
          "Expected %s %s, found %s"
              .formatted(action, action.aboutARun ? "with a run" : "without a run", runId));
    }
  }

  /** The wish that the worker takes no more runs. */
  public static ControlMessage drain() {
    return new ControlMessage(Action.DRAIN, null);
  }

  /** The text on the channel. */
  public String encode() {
    return VERSION + " " + action.wireName + (runId == null ? "" : " " + runId);
  }

  /** The message in {@code text}, or empty when it is none that this version understands. */
  public static Optional<ControlMessage> decode(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length < 2 || parts.length > 3 || !parts[0].equals(VERSION)) {
      return Optional.empty();
    }
    return Arrays.stream(Action.values())
        .filter(action -> action.wireName.equals(parts[1]))
        .filter(action -> action.aboutARun == (parts.length == 3))
        .findFirst()
        .flatMap(action ->
            action.aboutARun
                ? RunId.parse(parts[2]).map(run -> new ControlMessage(action, run))
                : Optional.of(new ControlMessage(action, null)));
  }
}
