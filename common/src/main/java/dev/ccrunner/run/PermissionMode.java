package dev.ccrunner.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What Claude Code may do without asking. The names are Claude Code's own. */
public enum PermissionMode {
  /** Reading is free, everything else needs leave. */
  DEFAULT("default"),
  /** Also edits inside the workspace are free. */
  ACCEPT_EDITS("acceptEdits"),
  /** Only looks and plans. */
  PLAN("plan"),
  /** Nothing is asked: the sandbox is the only boundary. */
  BYPASS_PERMISSIONS("bypassPermissions"),
  /** As default, and what would be asked is refused. */
  DONT_ASK("dontAsk");

  private final String wireName;

  PermissionMode(String wireName) {
    this.wireName = wireName;
  }

  /** The name in the API and on Claude Code's command line. */
  public String wireName() {
    return wireName;
  }

  /** The mode of that name, or empty. */
  public static Optional<PermissionMode> ofWireName(String wireName) {
    return Arrays.stream(values()).filter(mode -> mode.wireName.equals(wireName)).findFirst();
  }

  /** All names, for an error that says what was expected. */
  public static List<String> wireNames() {
    return Arrays.stream(values()).map(PermissionMode::wireName).toList();
  }
}
