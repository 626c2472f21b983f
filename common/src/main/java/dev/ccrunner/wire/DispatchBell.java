package dev.ccrunner.wire;

import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.Optional;

/**
 * The record on the dispatch topic: a run is ready to be claimed. It carries ids only, never the
 * prompt, and means nothing by itself: whoever hears it asks PostgreSQL. Written as one line of
 * text, {@code v1 team_… run_…}.
 */
public record DispatchBell(TeamId teamId, RunId runId) {
  private static final String VERSION = "v1";

  /** The text on the topic. */
  public String encode() {
    return VERSION + " " + teamId + " " + runId;
  }

  /** The bell in {@code text}, or empty when it is none that this version understands. */
  public static Optional<DispatchBell> decode(String text) {
    String[] parts = text.split(" ", -1);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      return Optional.empty();
    }
    return TeamId.parse(parts[1])
        .flatMap(team -> RunId.parse(parts[2]).map(run -> new DispatchBell(team, run)));
  }
}
