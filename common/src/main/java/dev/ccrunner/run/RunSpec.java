package dev.ccrunner.run;

import java.util.Map;
import java.util.Objects;
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
 * @param secrets by id; none in a run that an earlier version has stored
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
    Map<String, String> env,
    RunSecrets secrets) {

  public RunSpec {
    env = Map.copyOf(env);
    secrets = Objects.requireNonNullElse(secrets, RunSecrets.NONE);
  }

  /** A run without secrets of its own. */
  public RunSpec(
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
    this(
        prompt,
        model,
        fallbackModel,
        effort,
        systemPrompt,
        appendSystemPrompt,
        permissionMode,
        permissions,
        limits,
        retry,
        env,
        RunSecrets.NONE);
  }
}
