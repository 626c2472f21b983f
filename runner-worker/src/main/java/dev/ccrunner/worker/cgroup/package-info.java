/**
 * Puts processes into control groups of the kernel, of version 1 and 2, with what they may use
 * together; what that should be is for others to say.
 */
@NullMarked
package dev.ccrunner.worker.cgroup;

import org.jspecify.annotations.NullMarked;
