package dev.ccrunner.worker.sandbox;

import java.nio.file.Path;

/**
 * The places a run knows, as seen by the host or from inside.
 *
 * @param workspace where it works
 * @param home its HOME
 * @param temporary its TMPDIR
 * @param socketDirectory holds the broker's socket
 * @param cliBinary the Claude Code binary
 */
public record SandboxPaths(
    Path workspace, Path home, Path temporary, Path socketDirectory, Path cliBinary) {}
