package dev.ccrunner.worker.rounds;

import dev.ccrunner.run.CheckSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One execution of a check.
 *
 * @param round 1 for the look after Claude Code's first answer
 * @param exitCode null when it was killed or could not be started
 * @param output the end of what it printed, masked
 * @param outputBytes all that it printed
 */
record Checked(
    CheckSpec check,
    int round,
    @Nullable Integer exitCode,
    boolean timedOut,
    Duration took,
    String output,
    long outputBytes) {
  private static final JsonMapper JSON = JsonMapper.shared();

  boolean passed() {
    return exitCode != null && exitCode == 0;
  }

  /** How it failed, as the end of a sentence. */
  String how() {
    if (timedOut) {
      return "it took longer than its timeout of %d s".formatted(check.timeout().toSeconds());
    }
    return exitCode == null ? "it could not be run" : "exit code " + exitCode;
  }

  /** As the run shows it. */
  ObjectNode toJson() {
    return JSON.createObjectNode()
        .put("name", check.name())
        .put("passed", passed())
        .put("round", round)
        .put("exit_code", exitCode)
        .put("timed_out", timedOut)
        .put("duration_ms", took.toMillis());
  }

  /** As {@code check.finished} shows it. */
  String eventJson() {
    return toJson().put("output", output).put("output_bytes", outputBytes).toString();
  }
}
