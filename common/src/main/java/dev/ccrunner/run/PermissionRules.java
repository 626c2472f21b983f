package dev.ccrunner.run;

import java.util.List;

/**
 * Rules in Claude Code's own form, for example {@code Bash(mvn test:*)}; a deny rule beats an ask
 * rule beats an allow rule.
 */
public record PermissionRules(List<String> allow, List<String> ask, List<String> deny) {
  /** No rules: the permission mode alone decides. */
  public static final PermissionRules NONE = new PermissionRules(List.of(), List.of(), List.of());

  public PermissionRules {
    allow = List.copyOf(allow);
    ask = List.copyOf(ask);
    deny = List.copyOf(deny);
  }
}
