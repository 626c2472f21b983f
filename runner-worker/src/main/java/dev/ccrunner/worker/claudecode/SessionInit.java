package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.MCP_STATUS;
import static dev.ccrunner.event.EventType.SESSION_INIT;
import static dev.ccrunner.worker.claudecode.WireJson.copy;
import static dev.ccrunner.worker.claudecode.WireJson.text;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * With what Claude Code works. It says so at the start of every turn; only the first time and what
 * has changed since become events.
 */
final class SessionInit {
  private @Nullable ObjectNode last;
  private final Map<String, String> servers = new HashMap<>();

  void map(ObjectNode line, Emissions out) {
    out.message(
        new CliMessage.Initialised(
            text(line, "session_id"), text(line, "model"), text(line, "claude_code_version")));
    ObjectNode data = data(line);
    if (data.equals(last)) {
      out.message(new CliMessage.Ignored("init of a further turn, the same as before"));
      return;
    }
    last = data.deepCopy();
    out.event(SESSION_INIT, data);
    serverChanges(line, out);
  }

  private static ObjectNode data(ObjectNode line) {
    ObjectNode data = WireJson.newObject();
    copy(line, data, "session_id", "model", "tools");
    var servers = WireJson.newArray();
    for (JsonNode server : line.path("mcp_servers")) {
      ObjectNode kept = WireJson.newObject();
      copy(server, kept, "name", "status", "source");
      servers.add(kept);
    }
    data.set("mcp_servers", servers);
    data.put("cli_version", text(line, "claude_code_version"));
    data.put("permission_mode", text(line, "permissionMode"));
    copy(line, data, "cwd", "agents", "skills", "slash_commands", "plugins", "plugin_errors");
    return data;
  }

  private void serverChanges(ObjectNode line, Emissions out) {
    for (JsonNode server : line.path("mcp_servers")) {
      String name = text(server, "name");
      String status = text(server, "status");
      String before = servers.put(name, status);
      if (Objects.equals(before, status)) {
        continue;
      }
      ObjectNode data = WireJson.newObject();
      data.put("name", name);
      data.put("status", status);
      data.put("previous_status", before);
      out.event(MCP_STATUS, data);
    }
  }
}
