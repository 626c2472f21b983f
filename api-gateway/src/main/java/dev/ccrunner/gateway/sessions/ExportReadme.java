package dev.ccrunner.gateway.sessions;

import java.util.UUID;

/** What the archive of a session says about itself. */
final class ExportReadme {
  private static final String CONVERSATION =
      """
      # A session of Claude Code

      `conversation/` is Claude Code's own record of it. To go on at your own machine, from this folder:

      ```sh
      mkdir -p ~/.claude/projects/exported
      cp -r conversation/. ~/.claude/projects/exported/
      claude --resume %s
      ```

      `manifest.json` has the SHA-256 of every file.
      """;

  /** Needs GNU tar: an archive after the first has only what has changed, and what is gone. */
  private static final String WORKSPACE =
      """

      `workspace/` has its working directory: first as a whole, then what changed. With GNU tar:

      ```sh
      mkdir work
      for archive in workspace/*.tar.gz; do
        tar --extract --gzip --listed-incremental=/dev/null --file "$archive" --directory work
      done
      ```
      """;

  private ExportReadme() {}

  static String of(UUID conversation, int archives) {
    return CONVERSATION.formatted(conversation) + (archives == 0 ? "" : WORKSPACE);
  }
}
