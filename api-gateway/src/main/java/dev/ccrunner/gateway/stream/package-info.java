/**
 * Shows the log of a run to whoever asks: replayed, then live, as SSE, and as JSON pages. It writes
 * nothing of a run.
 */
@NullMarked
package dev.ccrunner.gateway.stream;

import org.jspecify.annotations.NullMarked;
