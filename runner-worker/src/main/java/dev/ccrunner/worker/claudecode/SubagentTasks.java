package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.AGENT_SUBAGENT;
import static dev.ccrunner.worker.claudecode.WireJson.copy;
import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The lives of sub-agents and other tasks beside the main conversation. */
final class SubagentTasks {
  /** Some lines name only the task; the call that started it is remembered while it lives. */
  private final Map<String, String> callOfTask = new HashMap<>();

  void map(ObjectNode line, Emissions out) {
    String task = text(line, "task_id");
    String call = textOrNull(line, "tool_use_id");
    ObjectNode data = WireJson.newObject();
    data.put("task_id", task);
    data.put("tool_use_id", call == null ? callOfTask.get(task) : call);
    switch (text(line, "subtype")) {
      case "task_started" -> started(line, task, call, data);
      case "task_progress" -> {
        data.put("state", "progress");
        copy(line, data, "description", "summary", "last_tool_name", "usage");
      }
      case "task_updated" -> {
        data.put("state", "updated");
        copy(line.path("patch"), data, "status");
        copy(line, data, "patch");
      }
      default -> {
        data.put("state", "finished");
        copy(line, data, "status", "summary", "reason", "usage");
        callOfTask.remove(task);
      }
    }
    out.event(AGENT_SUBAGENT, data);
  }

  private void started(ObjectNode line, String task, @Nullable String call, ObjectNode data) {
    data.put("state", "started");
    copy(line, data, "description", "subagent_type", "task_type", "is_backgrounded", "prompt");
    if (call != null) {
      callOfTask.put(task, call);
    }
  }
}
