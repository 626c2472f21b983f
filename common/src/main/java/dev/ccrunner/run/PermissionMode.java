package dev.ccrunner.run;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What Claude Code may do without asking. The names are Claude Code's own. */
public enum PermissionMode {
  /** Reading is free, everything else needs leave. */
  DEFAULT("default", 2),
  /** Also edits inside the workspace are free. */
  ACCEPT_EDITS("acceptEdits", 3),
  /** Only looks and plans. */
  PLAN("plan", 0),
  /** Nothing is asked: the sandbox is the only boundary. */
  BYPASS_PERMISSIONS("bypassPermissions", 4),
  /** As default, and what would be asked is refused. */
  DONT_ASK("dontAsk", 1);

  private final String wireName;
  private final int reach;

  /**
   * @param reach how much happens without anybody being asked, compared with the other modes
   */
  PermissionMode(String wireName, int reach) {
    this.wireName = wireName;
    this.reach = reach;
  }

  /** Whether Claude Code may do more in this mode than in {@code other}. */
  public boolean allowsMoreThan(PermissionMode other) {
    return reach > other.reach;
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
