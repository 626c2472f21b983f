package dev.ccrunner.worker.claudecode;

import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The command line and the whole environment of one Claude Code process. Prompts are in neither:
 * they go over its input, where other processes cannot read them and nothing takes them for a flag.
 *
 * @param env complete: nothing of the worker's own environment may be added
 */
public record CliCommand(List<String> argv, Map<String, String> env) {

  public CliCommand {
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
  }

  /** How to start Claude Code for {@code spec} at {@code site}. */
  public static CliCommand of(RunSpec spec, CliSite site) {
    return of(spec, Map.of(), site);
  }

  /**
   * The same with secrets.
   *
   * @param secrets by the names of their variables, none of them reserved
   */
  public static CliCommand of(RunSpec spec, Map<String, String> secrets, CliSite site) {
    return new CliCommand(argv(spec, site), env(spec, secrets, site));
  }

  private static List<String> argv(RunSpec spec, CliSite site) {
    var argv = new ArrayList<String>();
    argv.add(site.binary());
    argv.add("-p");
    argv.addAll(List.of("--input-format", "stream-json", "--output-format", "stream-json"));
    argv.add("--verbose"); // stream-json output needs it
    argv.add("--include-partial-messages");
    argv.add("--replay-user-messages");
    argv.add("--forward-subagent-text");
    // A cloned repository's own MCP servers and hooks would run at the start without a question.
    argv.add("--strict-mcp-config");
    add(argv, "--settings", settings(spec.permissions()));
    add(argv, site.resumed() ? "--resume" : "--session-id", site.sessionId().toString());
    // Its own record of the conversation, line by line: what makes it go on at another worker.
    argv.add("--session-mirror");
    // No --permission-prompt-tool: with nobody to ask, a call that needs a person is refused at
    // once, the run goes on, and the refusal is in its log.
    add(argv, "--permission-mode", spec.permissionMode().wireName());
    add(argv, "--model", spec.model());
    if (spec.fallbackModel() != null && !spec.fallbackModel().equals(spec.model())) {
      add(argv, "--fallback-model", spec.fallbackModel());
    }
    add(argv, "--effort", spec.effort());
    Integer maxTurns = spec.limits().maxTurns();
    add(argv, "--max-turns", maxTurns == null ? null : maxTurns.toString());
    // The broker meters exactly; this is the second belt, which stops between turns in good order.
    // Not for a conversation that goes on: Claude Code would count what other runs of it cost.
    var maxCost = site.ofSession() ? null : spec.limits().maxCostUsd();
    add(argv, "--max-budget-usd", maxCost == null ? null : maxCost.toPlainString());
    String schema = spec.output().schemaJson();
    add(argv, "--json-schema", schema == null ? null : CliSchema.of(schema));
    return argv;
  }

  /** As one word, so that no value can be taken for a flag of its own. */
  private static void add(List<String> argv, String flag, @Nullable String value) {
    if (value != null) {
      argv.add(flag + "=" + value);
    }
  }

  private static String settings(PermissionRules rules) {
    ObjectNode permissions = WireJson.newObject();
    permissions.set("allow", array(rules.allow()));
    permissions.set("ask", array(rules.ask()));
    permissions.set("deny", array(rules.deny()));
    ObjectNode settings = WireJson.newObject();
    settings.put("disableAllHooks", true);
    // It would ask the maker's own servers about each address, past the broker.
    settings.put("skipWebFetchPreflight", true);
    // As rules here and not by --allowedTools, which takes every word after it for a tool.
    settings.set("permissions", permissions);
    return WireJson.write(settings);
  }

  private static ArrayNode array(List<String> rules) {
    ArrayNode array = WireJson.newArray();
    rules.forEach(array::add);
    return array;
  }

  private static Map<String, String> env(RunSpec spec, Map<String, String> secrets, CliSite site) {
    var env = new TreeMap<>(spec.env());
    env.putAll(secrets);
    env.put("HOME", site.home());
    env.put("CLAUDE_CONFIG_DIR", site.home() + "/.claude");
    env.put("PATH", site.path());
    env.put("LANG", "C.UTF-8");
    env.put("TMPDIR", site.tmp());
    env.put("CLAUDE_CODE_TMPDIR", site.tmp());
    // Holds the socket by which sessions of one uid can message each other: each run has its own.
    env.put("XDG_RUNTIME_DIR", site.tmp());
    env.put("ANTHROPIC_API_KEY", site.token());
    // http and a name that is never looked up: all of it goes over the socket.
    env.put("ANTHROPIC_BASE_URL", "http://localhost");
    env.put("ANTHROPIC_UNIX_SOCKET", site.brokerSocket());
    env.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    env.put("DISABLE_AUTOUPDATER", "1");
    // One turn, one result, and nothing goes on after it.
    env.put("CLAUDE_CODE_DISABLE_BACKGROUND_TASKS", "1");
    if (!spec.input().fileMentions()) {
      // @/etc/passwd in a text would be read without any permission.
      env.put("CLAUDE_CODE_DISABLE_FILE_MENTIONS", "1");
    }
    env.put("CLAUDE_CODE_MAX_RETRIES", Integer.toString(site.provider().maxRetries()));
    env.put("API_TIMEOUT_MS", Long.toString(site.provider().requestTimeout().toMillis()));
    if (site.asRoot() && spec.permissionMode() == PermissionMode.BYPASS_PERMISSIONS) {
      // Claude Code refuses this pair unless it is told that it is boxed in. A worker that runs its
      // children as root without a sandbox does so because its operator said so, and each run
      // reports that level: the refusal would add nothing but a run that never starts.
      env.put("IS_SANDBOX", "1");
    }
    return env;
  }

  /** Without the environment, which holds the token. */
  @Override
  public String toString() {
    return "CliCommand[argv=%s, env=%s]".formatted(argv, env.keySet());
  }
}
