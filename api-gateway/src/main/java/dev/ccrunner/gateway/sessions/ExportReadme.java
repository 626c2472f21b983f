package dev.ccrunner.gateway.sessions;

import java.util.UUID;

/** What the archive of a session says about itself. */
final class ExportReadme {
  private ExportReadme() {}

  static String of(UUID conversation, int archives) {
    return """
    # A session of Claude Code

    To go on with it at your own machine, from the folder of this file:

        mkdir -p ~/.claude/projects/exported
        cp -r conversation/. ~/.claude/projects/exported/
    %s    claude --resume %s

    `conversation/` is Claude Code's own record, secrets masked. `manifest.json` has the SHA-256 of every file.
    """
        .formatted(archives == 0 ? "" : WORKSPACE, conversation);
  }

  /** Needs GNU tar: an archive after the first has only what has changed, and what is gone. */
  private static final String WORKSPACE =
      """
          mkdir work
          for archive in workspace/*.tar.gz; do
            tar --extract --gzip --listed-incremental=/dev/null --file "$archive" --directory work
          done
          cd work
      """
          .indent(4);
}
