package dev.ccrunner.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run asks for, complete: the gateway has filled in every default, so that a worker of any
 * version carries out what was accepted. Kept with the run as JSON.
 *
 * @param prompt the user's words; never blank
 * @param model a model name or alias; null: Claude Code's default
 * @param fallbackModel tried when the model is overloaded; null: none
 * @param effort {@code low}, {@code medium}, {@code high}, {@code xhigh} or {@code max}; null:
 *     Claude Code's default
 * @param systemPrompt replaces Claude Code's system prompt; null: it stays
 * @param appendSystemPrompt is added to the system prompt; null: nothing
 * @param env additional environment variables of the process, none of them reserved
 */
public record RunSpec(
    String prompt,
    @Nullable String model,
    @Nullable String fallbackModel,
    @Nullable String effort,
    @Nullable String systemPrompt,
    @Nullable String appendSystemPrompt,
    PermissionMode permissionMode,
    PermissionRules permissions,
    RunLimits limits,
    RetryPolicy retry,
    Map<String, String> env) {

  public RunSpec {
    env = Map.copyOf(env);
  }
}
