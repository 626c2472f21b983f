package dev.ccrunner.worker.claudecode;

import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunSpec;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The lines that Claude Code reads, each one JSON object without its line feed. */
public final class CliInput {
  private static final JsonMapper READER = JsonMapper.builder().build();

  private CliInput() {}

  /**
   * The first line. The system prompts travel in it rather than on the command line, where they
   * could be read by every process of the machine and may not exceed 128 KiB.
   */
  public static String initialize(String requestId, RunSpec spec) {
    ObjectNode request = WireJson.newObject().put("subtype", "initialize");
    if (spec.systemPrompt() != null) {
      request.put("systemPrompt", spec.systemPrompt());
    }
    if (spec.appendSystemPrompt() != null) {
      request.put("appendSystemPrompt", spec.appendSystemPrompt());
    }
    return controlRequest(requestId, request);
  }

  /**
   * Words of this service. They are {@code client_composed}, so that a {@code /} at their beginning
   * is no command of Claude Code and an {@code @path} reads no file.
   *
   * @param uuid comes back with the replies and results that belong to it
   */
  public static String userMessage(UUID uuid, String text) {
    return userMessage(uuid, List.of(new CliBlock.Words(text)), RunInput.PLAIN);
  }

  /**
   * Words of the user, the prompt or a later message. Claude Code looks for commands and mentions
   * in the last block only, and only if that is a text.
   *
   * @param input whether there may be any; {@code client_composed} takes both away, and a line
   *     break in front takes away commands alone
   */
  public static String userMessage(UUID uuid, List<CliBlock> blocks, RunInput input) {
    boolean plain = !input.slashCommands() && !input.fileMentions();
    var content = WireJson.newArray();
    for (var block : blocks) {
      boolean asItIs = plain || input.slashCommands();
      content.add((asItIs ? block : withoutCommand(block)).toJson());
    }
    ObjectNode message = WireJson.newObject().put("role", "user");
    message.set("content", content);
    ObjectNode line = WireJson.newObject().put("type", "user").put("session_id", "");
    line.set("message", message);
    line.putNull("parent_tool_use_id");
    line.put("uuid", uuid.toString());
    if (plain) {
      line.put("client_composed", true);
    }
    return WireJson.write(line);
  }

  private static CliBlock withoutCommand(CliBlock block) {
    return block instanceof CliBlock.Words(var text) && text.startsWith("/")
        ? new CliBlock.Words("\n" + text)
        : block;
  }

  /** Ends the turn; the process lives on. No result follows when no turn was running. */
  public static String interrupt(String requestId) {
    return controlRequest(requestId, WireJson.newObject().put("subtype", "interrupt"));
  }

  /**
   * Sets the mode that it was started with once more: a turn may have changed it. Its answer comes
   * after all that was printed before.
   */
  public static String permissionMode(String requestId, PermissionMode mode) {
    return controlRequest(
        requestId,
        WireJson.newObject().put("subtype", "set_permission_mode").put("mode", mode.wireName()));
  }

  /** Ends the process in good order. */
  public static String endSession(String requestId) {
    return controlRequest(requestId, WireJson.newObject().put("subtype", "end_session"));
  }

  /**
   * Lets a tool call happen.
   *
   * @param inputJson what the call is made with, in place of the model's own input: a JSON object
   */
  public static String allow(String requestId, String inputJson) {
    ObjectNode response = WireJson.newObject().put("behavior", "allow");
    response.set("updatedInput", READER.readTree(inputJson));
    return answer(requestId, response);
  }

  /** Refuses a tool call; the model reads {@code message} and goes on. */
  public static String deny(String requestId, String message) {
    return answer(requestId, WireJson.newObject().put("behavior", "deny").put("message", message));
  }

  /** Says that a request cannot be answered. Claude Code takes it as a refusal and goes on. */
  public static String error(String requestId, String message) {
    ObjectNode response =
        WireJson.newObject()
            .put("subtype", "error")
            .put("request_id", requestId)
            .put("error", message);
    ObjectNode line = WireJson.newObject().put("type", "control_response");
    line.set("response", response);
    return WireJson.write(line);
  }

  private static String controlRequest(String requestId, ObjectNode request) {
    ObjectNode line =
        WireJson.newObject().put("type", "control_request").put("request_id", requestId);
    line.set("request", request);
    return WireJson.write(line);
  }

  private static String answer(String requestId, ObjectNode body) {
    ObjectNode response =
        WireJson.newObject().put("subtype", "success").put("request_id", requestId);
    response.set("response", body);
    ObjectNode line = WireJson.newObject().put("type", "control_response");
    line.set("response", response);
    return WireJson.write(line);
  }
}
