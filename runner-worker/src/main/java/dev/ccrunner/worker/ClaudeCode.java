package dev.ccrunner.worker;

import java.nio.file.Path;

/**
 * The Claude Code this worker starts.
 *
 * @param version as {@code --version} printed it, for example {@code 2.1.330}
 */
public record ClaudeCode(Path binary, String version) {}
