/** Gateway, worker and services in one process: {@code ccr up} and {@code ccr down}. */
@NullMarked
package dev.ccrunner.local.up;

import org.jspecify.annotations.NullMarked;
