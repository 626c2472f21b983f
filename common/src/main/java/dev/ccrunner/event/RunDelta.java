package dev.ccrunner.event;

import dev.ccrunner.run.RunId;

/**
 * A piece of a text while it is being written: live only and never stored, since the whole message
 * follows as an event.
 *
 * @param after the number of the last event before it
 * @param type {@code agent.message_delta} or {@code agent.thinking_delta}
 * @param json the envelope: {@code type, run_id, after, data}; one line
 */
public record RunDelta(RunId runId, long after, String type, String json) {
  /** A piece of the agent's words. */
  public static final String MESSAGE = "agent.message_delta";

  /** A piece of the agent's thoughts. */
  public static final String THINKING = "agent.thinking_delta";

  /** The delta with its envelope around {@code dataJson}. */
  public static RunDelta of(RunId runId, long after, String type, String dataJson) {
    String json =
        "{\"type\":\"%s\",\"run_id\":\"%s\",\"after\":%d,\"data\":".formatted(type, runId, after)
            + dataJson
            + "}";
    return new RunDelta(runId, after, type, json);
  }
}
