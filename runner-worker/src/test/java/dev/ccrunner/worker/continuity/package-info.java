/** Tests of what makes a session go on at any worker. */
@NullMarked
package dev.ccrunner.worker.continuity;

import org.jspecify.annotations.NullMarked;
