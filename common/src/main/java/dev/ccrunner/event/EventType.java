package dev.ccrunner.event;

import java.util.Locale;

/** The types of events a run's log is made of. Their names are part of the API. */
public enum EventType {
  /** Accepted; always the first event. */
  RUN_QUEUED("run"),
  /** A worker has claimed it. */
  RUN_STARTING("run"),
  /** Claude Code was started. */
  RUN_RUNNING("run"),
  /** A person has to allow a tool call. */
  RUN_WAITING_APPROVAL("run"),
  /** A person has to answer a question. */
  RUN_WAITING_INPUT("run"),
  /** The provider's limit is reached. */
  RUN_WAITING_LIMIT("run"),
  /** The worker was lost; what follows belongs to another attempt, or is the end. */
  RUN_ATTEMPT_LOST("run"),
  /** The end: it worked. */
  RUN_SUCCEEDED("run"),
  /** The end: it did not. */
  RUN_FAILED("run"),
  /** The end: somebody cancelled it. */
  RUN_CANCELLED("run"),
  /** Claude Code said with which model, tools and servers it works. */
  SESSION_INIT("session"),
  /** Words of the user: the prompt, or a message into a running run. */
  USER_MESSAGE("user"),
  /** A whole text of the agent. */
  AGENT_MESSAGE("agent"),
  /** A whole thought of the agent. */
  AGENT_THINKING("agent"),
  /** A tool call. */
  AGENT_TOOL_USE("agent"),
  /** What came of a tool call. */
  AGENT_TOOL_RESULT("agent"),
  /** A sub-agent started, went on or ended. */
  AGENT_SUBAGENT("agent"),
  /** A tool call needs a decision. */
  APPROVAL_REQUESTED("approval"),
  /** Somebody, or a rule, decided. */
  APPROVAL_DECIDED("approval"),
  /** Nobody decided in time. */
  APPROVAL_EXPIRED("approval"),
  /** Claude Code asks the user something. */
  QUESTION_ASKED("question"),
  /** The user answered. */
  QUESTION_ANSWERED("question"),
  /** A hook ran. */
  HOOK_RESULT("hook"),
  /** An MCP server came, failed or went. */
  MCP_STATUS("mcp"),
  /** The conversation was shortened to fit the model's context. */
  CONTEXT_COMPACTED("context"),
  /** Tokens and cost so far. */
  USAGE_UPDATED("usage"),
  /** The provider or a budget slowed or stopped the run. */
  LIMIT_HIT("limit"),
  /** The working directory is ready. */
  WORKSPACE_READY("workspace"),
  /** A file of the workspace changed. */
  FILE_CHANGED("file"),
  /** A check of the run ended. */
  CHECK_FINISHED("check"),
  /** An artifact was stored. */
  ARTIFACT_CREATED("artifact"),
  /** A line for people: error output, notices, retries. */
  LOG("log"),
  /** Anything else Claude Code printed, as it was. */
  RAW("raw");

  private final String wireName;

  EventType(String group) {
    String name = name().toLowerCase(Locale.ROOT);
    this.wireName = name.equals(group) ? name : group + "." + name.substring(group.length() + 1);
  }

  /** The name in the API, for example {@code agent.tool_use}. */
  public String wireName() {
    return wireName;
  }

  /** Whether it is the last event of a log. */
  public boolean terminal() {
    return this == RUN_SUCCEEDED || this == RUN_FAILED || this == RUN_CANCELLED;
  }

  /** Whether {@code wireName} names the last event of a log. */
  public static boolean terminal(String wireName) {
    return wireName.equals(RUN_SUCCEEDED.wireName)
        || wireName.equals(RUN_FAILED.wireName)
        || wireName.equals(RUN_CANCELLED.wireName);
  }
}
