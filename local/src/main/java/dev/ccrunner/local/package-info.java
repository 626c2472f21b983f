/** The commands behind {@code ./ccr}: everything on one machine. */
@NullMarked
package dev.ccrunner.local;

import org.jspecify.annotations.NullMarked;
