package dev.ccrunner.wire;

import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is told by a gateway or by another worker, over Redis. It only makes things quick:
 * the same wish stands in PostgreSQL and reaches the worker with the next renewal of its leases, or
 * whoever has said it does it. Written as {@code v1 cancel run_…}, {@code v1 drain}, {@code v1
 * claim run_… team_…}.
 *
 * @param runId the run it is about; null exactly when it is about the worker itself
 * @param teamId whose run it is; null unless the worker has to ask for a run that it does not hold
 */
public record ControlMessage(Action action, @Nullable RunId runId, @Nullable TeamId teamId) {
  private static final String VERSION = "v1";

  /** What is wanted. */
  public enum Action {
    /** End the run. */
    CANCEL("cancel", 1),
    /** There are messages for the run, or its turn is to end. */
    CONTROL("control", 1),
    /** A run is there to be claimed that this worker can carry out at once. */
    CLAIM("claim", 2),
    /** Take no more runs. */
    DRAIN("drain", 0);

    private final String wireName;
    private final int ids;

    Action(String wireName, int ids) {
      this.wireName = wireName;
      this.ids = ids;
    }
  }

  public ControlMessage {
    if ((action.ids > 0) != (runId != null) || (action.ids > 1) != (teamId != null)) {
      throw new IllegalArgumentException(
          "Expected %s with %d ids, found %s and %s".formatted(action, action.ids, runId, teamId));
    }
  }

  /** About a run that the worker holds. */
  public ControlMessage(Action action, @Nullable RunId runId) {
    this(action, runId, null);
  }

  /** The wish that the worker takes that run. */
  public static ControlMessage claim(DispatchBell bell) {
    return new ControlMessage(Action.CLAIM, bell.runId(), bell.teamId());
  }

  /** The wish that the worker takes no more runs. */
  public static ControlMessage drain() {
    return new ControlMessage(Action.DRAIN, null);
  }

  /** The text on the channel. */
  public String encode() {
    return VERSION
        + " "
        + action.wireName
        + (runId == null ? "" : " " + runId)
        + (teamId == null ? "" : " " + teamId);
  }

  /** The message in {@code text}, or empty when it is none that this version understands. */
  public static Optional<ControlMessage> decode(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length < 2 || !parts[0].equals(VERSION)) {
      return Optional.empty();
    }
    return Arrays.stream(Action.values())
        .filter(action -> action.wireName.equals(parts[1]))
        .filter(action -> action.ids == parts.length - 2)
        .findFirst()
        .flatMap(action ->
            switch (action.ids) {
              case 0 -> Optional.of(new ControlMessage(action, null));
              case 1 -> RunId.parse(parts[2]).map(run -> new ControlMessage(action, run));
              default ->
                  RunId.parse(parts[2])
                      .flatMap(run ->
                          TeamId.parse(parts[3])
                              .map(team -> new ControlMessage(action, run, team)));
            });
  }
}
