/**
 * Keeps each run to its part of the machine: memory, processors, processes, disk; it says when
 * somebody took more, and what becomes of the run is for others to decide.
 */
@NullMarked
package dev.ccrunner.worker.limits;

import org.jspecify.annotations.NullMarked;
