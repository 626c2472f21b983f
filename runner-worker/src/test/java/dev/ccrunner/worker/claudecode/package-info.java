/** Proves the mapping over recorded output of Claude Code. */
@NullMarked
package dev.ccrunner.worker.claudecode;

import org.jspecify.annotations.NullMarked;
