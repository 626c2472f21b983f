/** The figures of the way from a submitted prompt to its streamed events. */
@NullMarked
package dev.ccrunner.bench.spine;

import org.jspecify.annotations.NullMarked;
