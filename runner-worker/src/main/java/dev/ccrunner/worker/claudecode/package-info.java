/**
 * What Claude Code's wire looks like: its command line, the lines it reads, the lines it prints and
 * what they mean. Of processes, of storage and of the clock it knows nothing.
 */
@NullMarked
package dev.ccrunner.worker.claudecode;

import org.jspecify.annotations.NullMarked;
