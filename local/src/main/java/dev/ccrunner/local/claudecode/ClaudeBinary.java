package dev.ccrunner.local.claudecode;

import java.nio.file.Path;

/** A Claude Code that can be used. */
public record ClaudeBinary(Path path, String version, Origin origin) {

  /** How it came to be here. */
  public enum Origin {
    /** Named by {@code CCR_CLAUDE_BIN}. */
    GIVEN("CCR_CLAUDE_BIN"),
    /** Installed on this machine by somebody else. */
    ON_PATH("the claude on the PATH"),
    /** Fetched at an earlier start. */
    KEPT("fetched earlier"),
    /** Fetched just now. */
    FETCHED("fetched");

    private final String words;

    Origin(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }
}
