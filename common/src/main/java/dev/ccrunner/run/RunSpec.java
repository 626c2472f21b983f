package dev.ccrunner.run;

import java.util.List;
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
 * @param input how the prompt is said; plain in a run that an earlier version has stored
 * @param workspace what it works in; empty in a run that an earlier version has stored
 * @param output what it brings home; the default in a run that an earlier version has stored
 * @param checks in the order in which they are made; none in a run that an earlier version has
 *     stored
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
    RunSecrets secrets,
    RunInput input,
    WorkspaceSpec workspace,
    OutputSpec output,
    List<CheckSpec> checks) {

  public RunSpec {
    env = Map.copyOf(env);
    secrets = Objects.requireNonNullElse(secrets, RunSecrets.NONE);
    input = Objects.requireNonNullElse(input, RunInput.PLAIN);
    workspace = Objects.requireNonNullElse(workspace, WorkspaceSpec.EMPTY);
    output = Objects.requireNonNullElse(output, OutputSpec.DEFAULT);
    checks = List.copyOf(Objects.requireNonNullElse(checks, List.of()));
  }

  /** A prompt in an empty directory, without secrets of its own. */
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
        RunSecrets.NONE,
        RunInput.PLAIN,
        WorkspaceSpec.EMPTY,
        OutputSpec.DEFAULT,
        List.of());
  }

  /** The same in another working directory. */
  public RunSpec in(WorkspaceSpec other) {
    return with(input, other, output, checks);
  }

  /** The same with something else to bring home. */
  public RunSpec bringing(OutputSpec other) {
    return with(input, workspace, other, checks);
  }

  /** The same with other checks. */
  public RunSpec checkedBy(List<CheckSpec> others) {
    return with(input, workspace, output, others);
  }

  /** The same, said in another way. */
  public RunSpec saying(RunInput other) {
    return with(other, workspace, output, checks);
  }

  private RunSpec with(
      RunInput said, WorkspaceSpec place, OutputSpec wanted, List<CheckSpec> checked) {
    return new RunSpec(
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
        secrets,
        said,
        place,
        wanted,
        checked);
  }
}
