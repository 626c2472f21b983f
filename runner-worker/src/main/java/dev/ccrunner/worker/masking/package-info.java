/**
 * Replaces the values of secrets in what a run puts out. It knows the forms in which programs
 * usually print a value, and none that somebody chose in order to hide it.
 */
@NullMarked
package dev.ccrunner.worker.masking;

import org.jspecify.annotations.NullMarked;
