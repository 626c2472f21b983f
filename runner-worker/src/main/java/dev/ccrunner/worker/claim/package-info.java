/** Hears bells while slots are free, and claims what they ring for. */
@NullMarked
package dev.ccrunner.worker.claim;

import org.jspecify.annotations.NullMarked;
