/** Keeps Claude Code of idle sessions, frozen, for their next runs; it does not lead them. */
@NullMarked
package dev.ccrunner.worker.warm;

import org.jspecify.annotations.NullMarked;
