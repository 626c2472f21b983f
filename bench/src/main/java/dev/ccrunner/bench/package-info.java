/** The command line of the measurements. */
@NullMarked
package dev.ccrunner.bench;

import org.jspecify.annotations.NullMarked;
