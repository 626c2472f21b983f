package dev.ccrunner.gateway.sessions;

import java.util.UUID;

/** What the archive of a session says about itself. */
final class ExportReadme {
  private static final String BEGIN =
      """
      # A session of Claude Code

      `conversation/` is Claude Code's own record of it, `manifest.json` has the SHA-256 of every file.
      """;

  /** Needs GNU tar: an archive after the first has only what has changed, and what is gone. */
  private static final String WORKSPACE =
      """
      `workspace/` has its working directory, first as a whole, then what changed: for GNU tar (on macOS: `gtar`).
      """;

  private static final String COMMANDS =
      """

      To go on at your own machine, from this folder:

      ```sh
      mkdir -p ~/.claude/projects/exported work
      cp -r conversation/. ~/.claude/projects/exported/
      """;

  private static final String UNPACK =
      """
      for archive in workspace/*.tar.gz; do
        tar --extract --gzip --listed-incremental=/dev/null --file "$archive" --directory work
      done
      """;

  private static final String RESUME =
      """
      cd work
      claude --resume %s
      ```
      """;

  private ExportReadme() {}

  static String of(UUID conversation, int archives) {
    boolean worked = archives > 0;
    return BEGIN
        + (worked ? WORKSPACE : "")
        + COMMANDS
        + (worked ? UNPACK : "")
        + RESUME.formatted(conversation);
  }
}
