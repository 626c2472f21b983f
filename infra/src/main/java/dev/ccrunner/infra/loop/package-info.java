/**
 * The one form of everything that goes on by itself: a thread that does a thing again and again
 * until it is stopped.
 */
@NullMarked
package dev.ccrunner.infra.loop;

import org.jspecify.annotations.NullMarked;
