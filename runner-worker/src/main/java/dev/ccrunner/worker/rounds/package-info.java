/** Whether a run's work is done when Claude Code says so. */
@NullMarked
package dev.ccrunner.worker.rounds;

import org.jspecify.annotations.NullMarked;
