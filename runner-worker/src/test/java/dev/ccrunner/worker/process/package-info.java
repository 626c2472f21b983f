/** Tests of child processes with real small programs. */
@NullMarked
package dev.ccrunner.worker.process;

import org.jspecify.annotations.NullMarked;
