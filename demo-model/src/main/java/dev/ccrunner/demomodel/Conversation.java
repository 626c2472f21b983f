package dev.ccrunner.demomodel;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a conversation stands, read off one request: the model itself remembers nothing.
 *
 * @param answered model answers since the prompt that started the script: the index of the turn to
 *     give
 * @param prompt that prompt, as the person wrote it
 * @param remarks what the person said since, while the script was running
 * @param results of the tool calls since, in order
 * @param workingDirectory as the CLI tells its model, if it does
 * @param tools names of the tools on offer
 * @param wantsThinking whether thinking was asked for
 * @param earlierAnswers whether the model has answered anything before, so that a prompt cache
 *     would be warm
 */
record Conversation(
    Script script,
    int answered,
    String prompt,
    List<String> remarks,
    List<ToolResult> results,
    @Nullable String workingDirectory,
    Set<String> tools,
    boolean wantsThinking,
    boolean earlierAnswers) {

  record ToolResult(String text, boolean error) {}
}
