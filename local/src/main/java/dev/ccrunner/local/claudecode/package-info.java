/**
 * Finds a Claude Code binary on this machine, or fetches the pinned one from its maker; it is never
 * part of this program.
 */
@NullMarked
package dev.ccrunner.local.claudecode;

import org.jspecify.annotations.NullMarked;
