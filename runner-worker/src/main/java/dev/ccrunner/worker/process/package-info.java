/**
 * Starts child processes, carries their lines both ways, and leaves none behind; it does not know
 * what they are for nor what their end means.
 */
@NullMarked
package dev.ccrunner.worker.process;

import org.jspecify.annotations.NullMarked;
